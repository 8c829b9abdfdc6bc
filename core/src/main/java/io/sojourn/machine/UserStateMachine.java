package io.sojourn.machine;

/**
 * The state machine of a user as the kernel runs it: of bytes, which are handed over and not to be
 * changed afterwards.
 */
@FunctionalInterface
public interface UserStateMachine extends StateMachine<byte[], byte[], byte[], byte[]> {}
