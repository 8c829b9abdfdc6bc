package io.sojourn.machine;

/** Thrown by {@link State#put} when an entry would be more than the state may hold. */
public final class StateFullException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  StateFullException(String why) {
    super(why);
  }
}
