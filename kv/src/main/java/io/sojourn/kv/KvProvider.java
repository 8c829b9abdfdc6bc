package io.sojourn.kv;

import io.sojourn.machine.MachineProvider;
import io.sojourn.machine.UserStateMachine;

/** The key-value machine as a server runs it, unless it is given another. */
public final class KvProvider implements MachineProvider {

  /** The name under which a data folder remembers the machine. */
  public static final String NAME = "kv";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public UserStateMachine create() {
    return KvMachine.create();
  }
}
