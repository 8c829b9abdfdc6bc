package io.sojourn.engine;

/**
 * The bounds of what waits for the log.
 *
 * @param queuedCommands how many commands may wait; past it they are refused as overload
 * @param queuedBytes how many bytes of an entry those may become together, roughly; on the heap
 *     they take up about twice as many
 * @param entryCommands how many commands go into one entry at most
 * @param entryBytes after how many bytes, roughly, an entry takes no more commands
 */
public record EngineOptions(
    int queuedCommands, long queuedBytes, int entryCommands, long entryBytes) {

  /** 65,536 waiting commands or 32 MiB; entries of up to 4,096 commands or 1 MiB. */
  public static final EngineOptions DEFAULT = new EngineOptions(1 << 16, 32 << 20, 4096, 1 << 20);
}
