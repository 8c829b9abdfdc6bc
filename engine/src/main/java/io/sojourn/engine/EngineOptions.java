package io.sojourn.engine;

/**
 * The bounds of what waits for the log, and how long things wait.
 *
 * @param queuedCommands how many commands may wait; past it they are refused as overload
 * @param queuedBytes how many bytes of an entry those may become together, roughly; on the heap
 *     they take up about twice as many
 * @param entryCommands how many commands go into one entry at most
 * @param entryBytes after how many bytes, roughly, an entry takes no more commands
 * @param waitingReads how many reads may wait; past it they are refused as overload
 * @param readMillis how long a read waits for its node to get as far as it wants
 * @param resendMillis after how long a push that is not acknowledged is sent again
 */
public record EngineOptions(
    int queuedCommands,
    long queuedBytes,
    int entryCommands,
    long entryBytes,
    int waitingReads,
    long readMillis,
    long resendMillis) {

  /**
   * 65,536 waiting commands or 32 MiB; entries of up to 4,096 commands or 1 MiB; 65,536 waiting
   * reads, each for up to five seconds; pushes again after ten seconds.
   */
  public static final EngineOptions DEFAULT =
      new EngineOptions(1 << 16, 32 << 20, 4096, 1 << 20, 1 << 16, 5_000, 10_000);

  /** The same with bounds of their own for the commands that wait. */
  public EngineOptions withQueue(int commands, long bytes) {
    return new EngineOptions(
        commands, bytes, entryCommands, entryBytes, waitingReads, readMillis, resendMillis);
  }

  /** The same with bounds of their own for the reads that wait. */
  public EngineOptions withReads(int waiting, long millis) {
    return new EngineOptions(
        queuedCommands, queuedBytes, entryCommands, entryBytes, waiting, millis, resendMillis);
  }

  /** The same, with pushes sent again after so long. */
  public EngineOptions withResendMillis(long millis) {
    return new EngineOptions(
        queuedCommands, queuedBytes, entryCommands, entryBytes, waitingReads, readMillis, millis);
  }
}
