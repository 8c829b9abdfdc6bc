package io.sojourn.engine;

import io.sojourn.machine.Leader;
import java.util.Optional;

/**
 * Whether the engine takes commands.
 *
 * @param ready it leads, has granted the leases, and has not failed
 * @param failure why it stopped, for good until the process starts again
 * @param role what this node may do with the log, as the log said last
 * @param leader the node that leads, if it is known and has a name; its address is empty until it
 *     has said it
 * @param log what its log is doing
 * @param queued how many commands wait
 */
public record EngineStatus(
    boolean ready,
    Optional<String> failure,
    Role role,
    Optional<Leader> leader,
    LogStatus log,
    int queued) {}
