package io.sojourn.cli;

import java.io.IOException;
import java.nio.file.Files;
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

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "The API key (default: the variable "
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
      return key.strip();
    }
    String variable = environment.getOrDefault(VARIABLE, "").strip();
    if (!variable.isEmpty()) {
      return variable;
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
}
