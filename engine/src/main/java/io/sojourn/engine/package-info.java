/**
 * Logs that carry entries to a machine: the port {@link io.sojourn.engine.ReplicatedLog}, its form
 * on the disk of one node and its form in memory.
 *
 * <p>A log knows bytes and indexes only. Nothing here may look into an entry, read a clock to
 * decide what an entry means, or acknowledge an entry before it is durable.
 */
@NullMarked
package io.sojourn.engine;

import org.jspecify.annotations.NullMarked;
