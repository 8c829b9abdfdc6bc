package io.sojourn.machine;

/**
 * The state machine of a user as the kernel runs it: of bytes, which are handed over and not to be
 * changed afterwards.
 */
@FunctionalInterface
public interface UserStateMachine extends StateMachine<byte[], byte[], byte[], byte[]> {

  /**
   * Looks whether a command can be read, before it is written to the log. Called from any thread.
   *
   * @throws IllegalArgumentException if it cannot
   */
  default void check(byte[] command) {}
}
