package io.sojourn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * NFS-Ganesha as Debian packages it, with its file system in memory. It serves NFSv4 alone, which
 * needs no port mapper; that it finds none, and no message bus, is in its log and does not matter.
 */
final class Ganesha {

  private static final String PROGRAM = "ganesha.nfsd";
  private static final String FILE_SYSTEM = "libfsalmem.so";

  private Ganesha() {}

  /** Why it cannot be run here, with the remedy. */
  static Optional<String> missing() throws IOException {
    if (Programs.find(PROGRAM).isEmpty()) {
      return Optional.of("not installed (apt install nfs-ganesha nfs-ganesha-mem)");
    }
    try (Stream<Path> found =
        Files.find(
            Path.of("/usr/lib"),
            3,
            (path, file) -> path.getFileName().toString().equals(FILE_SYSTEM))) {
      return found.findAny().isPresent()
          ? Optional.empty()
          : Optional.of("its file system in memory is not installed (apt install nfs-ganesha-mem)");
    }
  }

  /** Starts it and waits until it takes connections. */
  static ServerProcess start(Path folder) throws IOException, InterruptedException {
    List<Integer> ports = ServerProcess.freePorts(2);
    Path recovery = Files.createDirectory(folder.resolve("recovery"));
    Path settings = folder.resolve("ganesha.conf");
    Files.writeString(settings, settings(ports.get(0), ports.get(1), recovery));
    List<String> command =
        List.of(
            PROGRAM,
            "-F",
            "-f",
            settings.toString(),
            "-L",
            folder.resolve("ganesha.log").toString(),
            "-p",
            folder.resolve("ganesha.pid").toString());
    return ServerProcess.launch(command, Map.of(), ports.getFirst(), folder).awaitPort();
  }

  /** What is left out is as its makers chose it. */
  private static String settings(int port, int mountPort, Path recovery) {
    return """
    NFS_CORE_PARAM {
      NFS_Port = %d;
      MNT_Port = %d;
      Bind_addr = 127.0.0.1;
      Protocols = 4;
      Enable_NLM = false;
      Enable_RQUOTA = false;
    }
    NFSv4 {
      Minor_Versions = 1, 2;
      RecoveryBackend = fs;
      RecoveryRoot = "%s";
      Graceless = true;
      Lease_Lifetime = 120;
      Only_Numeric_Owners = true;
    }
    NFS_KRB5 { Active_krb5 = false; }
    EXPORT {
      Export_Id = 1;
      Path = /export;
      Pseudo = /export;
      Protocols = 4;
      Access_Type = RW;
      Squash = No_Root_Squash;
      SecType = sys;
      FSAL { Name = MEM; }
    }
    LOG { Default_Log_Level = EVENT; }
    """
        .formatted(port, mountPort, recovery);
  }
}
