package io.sojourn.cli;

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
    return new CommandFailure(
        ExitStatus.UNREACHABLE,
        "cannot reach a server at "
            + server.http()
            + " ("
            + reason
            + "); start one with: sojourn serve, or name another with --server URL");
  }
}
