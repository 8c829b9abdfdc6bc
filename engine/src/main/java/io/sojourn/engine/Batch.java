package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.session.Refusal;
import java.util.Arrays;
import java.util.List;

/**
 * The proposals that share one entry of the log.
 *
 * @param number counts the entries that this node has proposed since its start
 * @param proposals in order; none for a tick
 */
record Batch(long number, List<Proposal<?>> proposals) {

  void refused(Refusal why, Tally tally) {
    for (Proposal<?> proposal : proposals) {
      tally.refused(why);
      proposal.refused(why);
    }
  }

  void uncertain(String why, Tally tally) {
    for (Proposal<?> proposal : proposals) {
      tally.uncertain();
      proposal.uncertain(why);
    }
  }

  /** The commands of the proposals. */
  List<Command> commands() {
    Command[] commands = new Command[proposals.size()];
    for (int i = 0; i < commands.length; i++) {
      commands[i] = proposals.get(i).command;
    }
    return List.of(commands);
  }

  /** The same commands as they will lie in the entry. */
  List<byte[]> encoded() {
    byte[][] encoded = new byte[proposals.size()][];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = proposals.get(i).encoded;
    }
    return Arrays.asList(encoded);
  }
}
