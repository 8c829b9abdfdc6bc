package io.sojourn.cli;

/** The exit statuses of the command; {@code share} otherwise keeps that of the shared command. */
final class ExitStatus {
  static final int DONE = 0;
  static final int FAILED = 1;

  /** It is not so: no such key, not what was expected, a lock that another holds. */
  static final int NOT_SO = 1;

  /** The command line was not understood. */
  static final int USAGE = 2;

  /** No server answered at the address. */
  static final int UNREACHABLE = 3;

  /** The server answered and said no: the key, the code or the session's state was not right. */
  static final int REFUSED = 4;

  /** What became of it is not known: it was done, once, or was not. */
  static final int UNKNOWN = 5;

  /** There is no such command to share, as shells report it. */
  static final int NO_COMMAND = 127;

  /** A second Ctrl-C while a server was stopping, as shells report it: 128 + SIGINT. */
  static final int INTERRUPTED = 130;

  /** Nobody read what was printed, as shells report it: 128 + SIGPIPE. */
  static final int NOBODY_READS = 141;

  private ExitStatus() {}
}
