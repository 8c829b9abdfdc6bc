package io.sojourn.machine;

import java.util.List;

/**
 * One element of the log, as the machine sees it.
 *
 * @param index its place in the log, growing by any amount
 * @param clusterTime the leader's clock, milliseconds since the epoch; a value below what was seen
 *     before counts as that: cluster time never goes back
 * @param commands in order; none for a tick, whose only purpose is to let time pass
 */
public record Entry(long index, long clusterTime, List<Command> commands) {
  /** Copies the commands. */
  public Entry {
    commands = List.copyOf(commands);
  }
}
