/**
 * Runs the machine on a log. Below, the port {@link io.sojourn.engine.ReplicatedLog} with its form
 * on the disk of one node and its form in memory; above, {@link io.sojourn.engine.SessionEngine},
 * which batches commands into entries and answers after they are applied; on top, {@link
 * io.sojourn.engine.Sojourn}, to embed all of it in a program.
 *
 * <p>A log knows bytes and indexes only and never looks into an entry. Nothing here may acknowledge
 * an entry before it is durable, nor read a clock but to stamp an entry with it, and to bound what
 * waits.
 */
@NullMarked
package io.sojourn.engine;

import org.jspecify.annotations.NullMarked;
