package io.sojourn.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The {@code --server} of every client command. */
final class ServerOption {
  static final String VARIABLE = "SOJOURN_SERVER";

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The server's address (default: the variable "
              + VARIABLE
              + ", else "
              + ServerAddress.DEFAULT
              + ").")
  @Nullable String url;

  ServerAddress address(Map<String, String> environment) {
    if (url != null) {
      return ServerAddress.parse(url);
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    return ServerAddress.parse(variable.isBlank() ? ServerAddress.DEFAULT : variable);
  }
}
