/**
 * Exactly-once channels in memory: slot tables, the request window of the fore channel and the push
 * queue of the back channel.
 *
 * <p>Single-writer and deterministic. Nothing here reads a clock, starts a thread, logs, or does
 * I/O; the machine calls these classes from its one thread.
 */
@NullMarked
package io.sojourn.channel;

import org.jspecify.annotations.NullMarked;
