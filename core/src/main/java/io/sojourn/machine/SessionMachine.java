package io.sojourn.machine;

/** The deterministic session state machine. */
public final class SessionMachine {
  /** Applies. */
  public void apply() {}
}
