package io.sojourn.engine;

import io.sojourn.machine.Command;
import java.util.List;

/**
 * The proposals that share one entry of the log.
 *
 * @param number counts the entries that this node has proposed since its start
 * @param proposals in order; none for a tick
 * @param commands those of the proposals
 */
record Batch(long number, List<Proposal<?>> proposals, List<Command> commands) {

  static Batch of(long number, List<Proposal<?>> proposals) {
    Command[] commands = new Command[proposals.size()];
    for (int i = 0; i < commands.length; i++) {
      commands[i] = proposals.get(i).command;
    }
    return new Batch(number, proposals, List.of(commands));
  }
}
