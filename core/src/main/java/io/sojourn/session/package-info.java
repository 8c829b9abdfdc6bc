/**
 * The session record, its life cycle, leases and pairing codes: values and pure transitions.
 *
 * <p>Nothing here reads a clock, draws a random number, starts a thread, logs, or does I/O: time
 * and secrets arrive as arguments, so that replaying a log gives the same state as the first run.
 */
@NullMarked
package io.sojourn.session;

import org.jspecify.annotations.NullMarked;
