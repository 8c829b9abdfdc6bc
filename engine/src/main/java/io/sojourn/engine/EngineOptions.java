package io.sojourn.engine;

/**
 * The bounds of what waits for the log, and how long things wait.
 *
 * @param queuedCommands how many commands may wait; past it they are refused as overload
 * @param queuedBytes how many bytes of an entry those may become together, roughly; on the heap
 *     they take up about twice as many
 * @param entryCommands how many commands go into one entry at most
 * @param entryBytes after how many bytes, roughly, an entry takes no more commands
 * @param resendMillis after how long a push that is not acknowledged is sent again
 */
public record EngineOptions(
    int queuedCommands, long queuedBytes, int entryCommands, long entryBytes, long resendMillis) {

  /**
   * 65,536 waiting commands or 32 MiB; entries of up to 4,096 commands or 1 MiB; pushes again after
   * ten seconds.
   */
  public static final EngineOptions DEFAULT =
      new EngineOptions(1 << 16, 32 << 20, 4096, 1 << 20, 10_000);

  /** The same with bounds of their own for what waits. */
  public EngineOptions withQueue(int commands, long bytes) {
    return new EngineOptions(commands, bytes, entryCommands, entryBytes, resendMillis);
  }

  /** The same, with pushes sent again after so long. */
  public EngineOptions withResendMillis(long millis) {
    return new EngineOptions(queuedCommands, queuedBytes, entryCommands, entryBytes, millis);
  }
}
