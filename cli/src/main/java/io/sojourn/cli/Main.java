package io.sojourn.cli;

/** The process: runs the command line and turns its status into the exit status. */
public final class Main {
  private Main() {}

  /** Runs the {@code sojourn} command; the only place that ends the process. */
  public static void main(String[] args) {
    int status = SojournCommand.run(args);
    System.out.flush();
    System.err.flush();
    // Threads of a terminal that is still being read would keep the process alive.
    Runtime.getRuntime().exit(status);
  }
}
