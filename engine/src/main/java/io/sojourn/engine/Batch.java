package io.sojourn.engine;

import io.sojourn.machine.Command;
import java.util.List;

/**
 * The proposals that share one entry of the log.
 *
 * @param number counts the entries that this node has proposed since its start
 * @param proposals in order; none for a tick
 */
record Batch(long number, List<Proposal<?>> proposals) {

  List<Command> commands() {
    return proposals.stream().<Command>map(proposal -> proposal.command).toList();
  }
}
