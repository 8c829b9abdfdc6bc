package io.sojourn.guide;

import io.sojourn.machine.MachineProvider;
import io.sojourn.machine.TypedMachine;
import io.sojourn.machine.UserStateMachine;

/** How a server finds the counters. */
public final class CounterProvider implements MachineProvider {

  @Override
  public String name() {
    return "counter";
  }

  @Override
  public UserStateMachine create() {
    return new TypedMachine<>(new Counter(), Counter.CODECS);
  }
}
