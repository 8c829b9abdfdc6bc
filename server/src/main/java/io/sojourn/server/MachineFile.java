package io.sojourn.server;

import io.sojourn.kv.KvProvider;
import io.sojourn.machine.MachineProvider;
import io.sojourn.server.ServerStartException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code machine} of a data folder: the name and the version of the state machine that
 * wrote its log. Another one would replay the log into another state.
 *
 * <p>It is claimed before the log is opened, since the log must never be there without it, and
 * confirmed afterwards, since only then the folder is locked.
 */
final class MachineFile {

  /** The file's name inside the data folder. */
  static final String FILE_NAME = "machine";

  private static final int MAX_FILE_BYTES = 256;
  private static final Pattern LINE =
      Pattern.compile("(" + MachineProvider.NAME + ") ([1-9][0-9]{0,8})\n");

  /**
   * What the file says.
   *
   * @param name of the machine
   * @param version the highest that was run
   */
  private record Written(String name, int version) {}

  private MachineFile() {}

  /**
   * Writes the file if it is not there, or of a lower version.
   *
   * @throws ServerStartException if the folder is another machine's
   */
  static void claim(Path folder, Path log, LoadedMachine machine) throws IOException {
    Path file = folder.resolve(FILE_NAME);
    Written written = read(file);
    if (written == null && hasFiles(log)) {
      // The versions before this file was kept had no machine, which the shipped one can follow.
      written = new Written(KvProvider.NAME, 1);
    }
    if (written != null) {
      refuseAnother(file, written, machine);
    }
    if (written == null || written.version() < machine.version() || !Files.exists(file)) {
      write(folder, file, machine);
    }
  }

  /**
   * Looks again, with the folder locked.
   *
   * @throws ServerStartException if another process has claimed it meanwhile
   */
  static void confirm(Path folder, LoadedMachine machine) throws IOException {
    Path file = folder.resolve(FILE_NAME);
    Written written = read(file);
    if (written == null) {
      throw new ServerStartException(
          Reason.FOLDER_UNUSABLE, file + " was removed while the server started", null);
    }
    refuseAnother(file, written, machine);
  }

  private static void refuseAnother(Path file, Written written, LoadedMachine machine) {
    if (!written.name().equals(machine.name())) {
      throw new ServerStartException(
          Reason.NO_MACHINE,
          "the data was written by the machine "
              + written.name()
              + ", not by "
              + machine.name()
              + " ("
              + file
              + ")",
          null);
    }
    if (written.version() > machine.version()) {
      throw new ServerStartException(
          Reason.NEWER_DATA,
          "the data was written by version "
              + written.version()
              + " of the machine "
              + written.name()
              + ", and this is version "
              + machine.version(),
          null);
    }
  }

  private static @Nullable Written read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    String text =
        Files.size(file) > MAX_FILE_BYTES
            ? ""
            : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      throw new ServerStartException(
          Reason.FOLDER_UNUSABLE, file + " does not say which machine wrote the data", null);
    }
    return new Written(line.group(1), Integer.parseInt(line.group(2)));
  }

  private static boolean hasFiles(Path log) throws IOException {
    if (!Files.isDirectory(log)) {
      return false;
    }
    try (Stream<Path> files = Files.list(log)) {
      Optional<Path> any = files.filter(file -> !file.endsWith("LOCK")).findAny();
      return any.isPresent();
    }
  }

  private static void write(Path folder, Path file, LoadedMachine machine) throws IOException {
    Path draft = Files.createTempFile(folder, FILE_NAME, ".new");
    try {
      try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        String line = machine.name() + " " + machine.version() + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
