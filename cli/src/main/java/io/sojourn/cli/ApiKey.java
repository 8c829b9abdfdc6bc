package io.sojourn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where the key comes from: an option, a variable, or the file that the server wrote on this
 * machine.
 */
final class ApiKey {
  static final String VARIABLE = "SOJOURN_KEY";
  static final String FILE = "admin.key";

  private static final String PREFIX = "sk_";

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "A file with the API key, or the key itself (default: the variable "
              + VARIABLE
              + ", else "
              + FILE
              + " in the data folder).")
  @Nullable String key;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "sojourn-data",
      description = "The server's data folder, to read the key from (default: ./sojourn-data).")
  Path data = Path.of("sojourn-data");

  String find(Map<String, String> environment) {
    if (key != null) {
      return keyOrFile(key.strip());
    }
    String variable = environment.getOrDefault(VARIABLE, "").strip();
    if (!variable.isEmpty()) {
      return keyOrFile(variable);
    }
    Path file = data.resolve(FILE);
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitStatus.USAGE,
          "no key: give --key or set "
              + VARIABLE
              + ", or name the server's data folder with --data ("
              + file
              + " cannot be read)");
    }
  }

  private static String keyOrFile(String given) {
    if (given.startsWith(PREFIX)) {
      return given;
    }
    try {
      return Files.readString(Path.of(given)).strip();
    } catch (IOException | InvalidPathException unreadable) {
      throw new CommandFailure(
          ExitStatus.USAGE,
          "neither a key, which begins with " + PREFIX + ", nor a file that can be read: " + given);
    }
  }
}
