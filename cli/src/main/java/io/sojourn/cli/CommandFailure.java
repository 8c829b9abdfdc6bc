package io.sojourn.cli;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A command that could not do its work: an exit status and one line that says why and what to do.
 */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  CommandFailure(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }

  /** No server at the address. */
  static CommandFailure unreachable(ServerAddress server, String reason) {
    return unreachable(List.of(server), reason);
  }

  /** No server at any of the addresses. */
  static CommandFailure unreachable(List<ServerAddress> servers, String reason) {
    return new CommandFailure(
        ExitStatus.UNREACHABLE,
        "cannot reach a server at "
            + servers.stream().map(ServerAddress::toString).collect(Collectors.joining(" or "))
            + " ("
            + reason
            + "); start one with: sojourn serve, or name another with --server URL");
  }
}
