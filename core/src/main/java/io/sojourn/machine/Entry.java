package io.sojourn.machine;

import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** The last {@link Command.GrantLeases} among the commands, or null. */
  Command.@Nullable GrantLeases lastGrant() {
    Command.GrantLeases last = null;
    for (Command command : commands) {
      if (command instanceof Command.GrantLeases grant) {
        last = grant;
      }
    }
    return last;
  }
}
