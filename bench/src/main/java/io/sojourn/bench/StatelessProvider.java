package io.sojourn.bench;

import io.sojourn.machine.MachineProvider;
import io.sojourn.machine.StateMachine.Execution;
import io.sojourn.machine.UserStateMachine;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Provides a machine that keeps nothing and answers each command with the index of its entry, as
 * {@link AeronNode} answers with a number: what sessions and their log cost without a machine's own
 * work.
 */
public final class StatelessProvider implements MachineProvider {

  static final String NAME = "stateless";

  /** Made by the server, which finds it in the jar of the benchmarks. */
  public StatelessProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public UserStateMachine create() {
    return (state, command, context) ->
        new Execution<>(
            ByteBuffer.allocate(Long.BYTES).putLong(context.index()).array(), List.of());
  }
}
