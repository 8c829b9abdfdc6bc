package io.sojourn.machine;

/**
 * How a server finds a state machine of a user's in a jar: a public class with a public constructor
 * without parameters, named in {@code META-INF/services/io.sojourn.machine.MachineProvider}.
 *
 * <p>A data folder remembers the name and the version of the machine that wrote its log: one of
 * another name, or of a lower version, is not run on it.
 */
public interface MachineProvider {

  /** What a name looks like, as a regular expression. */
  String NAME = "[a-z][a-z0-9-]{0,63}";

  /** The name of the machine, as of {@link #NAME}: the same for all its versions. */
  String name();

  /**
   * The version of the machine, from 1. A higher one reads and executes what is in the log of a
   * lower one as that did.
   */
  default int version() {
    return 1;
  }

  /**
   * Makes the machine; called once in a process. A {@link TypedMachine} makes it of one of types.
   */
  UserStateMachine create();
}
