/**
 * The deterministic state machine: commands go in with the cluster time, replies and effects come
 * out. Only {@link io.sojourn.machine.SessionMachine#apply} changes state.
 *
 * <p>Nothing here reads a clock, draws a random number, starts a thread, logs, or does I/O:
 * applying the same entries in the same order gives the same state on every node and at every
 * replay.
 */
@NullMarked
package io.sojourn.machine;

import org.jspecify.annotations.NullMarked;
