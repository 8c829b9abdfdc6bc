package io.sojourn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server of NFSv4.1 on the loopback interface: how it is started. */
enum NfsPeer {
  SOJOURN("Sojourn"),
  GANESHA("nfs-ganesha");

  private final String label;

  NfsPeer(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(NfsPeer::label).toList();
  }

  /** Why it cannot be run here, with the remedy. */
  Optional<String> missing() throws IOException {
    return this == GANESHA ? Ganesha.missing() : Optional.empty();
  }

  /** Starts it with empty folders and waits until it takes connections. */
  ServerProcess start(Setting setting) throws IOException, InterruptedException {
    return switch (this) {
      case SOJOURN -> startSojourn(setting);
      case GANESHA -> Ganesha.start(setting.scratch().fresh("ganesha"));
    };
  }

  private static ServerProcess startSojourn(Setting setting)
      throws IOException, InterruptedException {
    List<Integer> ports = ServerProcess.freePorts(2);
    Path folder = setting.scratch().fresh("nfs");
    List<String> command =
        new ArrayList<>(SojournServer.command(setting.root(), folder, ports.get(0)));
    command.addAll(List.of("--nfs-port", Integer.toString(ports.get(1)), "--nfs-lease", "3600"));
    return ServerProcess.launch(command, Map.of(), ports.get(1), folder).awaitPort();
  }
}
