package io.sojourn.cli;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The {@code --server} of every client command. */
final class ServerOption {
  static final String VARIABLE = "SOJOURN_SERVER";

  private static final int PATIENCE_MILLIS = 2000;

  @Option(
      names = "--server",
      paramLabel = "URL[,URL...]",
      split = ",",
      hideParamSyntax = true,
      description =
          "The server's address, or those of the nodes of a cluster (default: the variable "
              + VARIABLE
              + ", else "
              + ServerAddress.DEFAULT
              + ").")
  @Nullable List<String> urls;

  /** Where to look for a server, in this order; at least one. */
  List<ServerAddress> addresses(Map<String, String> environment) {
    if (urls != null) {
      return urls.stream().map(ServerAddress::parse).toList();
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    String typed = variable.isBlank() ? ServerAddress.DEFAULT : variable;
    return Arrays.stream(typed.split(",", -1)).map(ServerAddress::parse).toList();
  }

  /** The first of them that can be connected to, or the first if none can. */
  ServerAddress address(Map<String, String> environment) {
    List<ServerAddress> addresses = addresses(environment);
    return addresses.size() == 1
        ? addresses.get(0)
        : addresses.stream().filter(ServerOption::answers).findFirst().orElse(addresses.get(0));
  }

  private static boolean answers(ServerAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address.socket(), PATIENCE_MILLIS);
      return true;
    } catch (IOException away) {
      return false;
    }
  }
}
