/**
 * Real clusters under faults: nodes in processes of their own, killed, stopped and cut off from
 * each other in schedules drawn from a seed, while clients work; what the clients saw is recorded
 * and judged by the oracles of {@code io.sojourn.check}.
 *
 * <p>Runs on Linux, as a user who may look at the processes that it starts. Nothing that is shipped
 * depends on this.
 */
@NullMarked
package io.sojourn.campaign;

import org.jspecify.annotations.NullMarked;
