package io.sojourn.engine;

import java.util.Optional;

/**
 * What the nodes of a cluster have agreed on in the log about their programs, as one of them has
 * it.
 *
 * @param machine the state machine that all run; empty as long as no leader has said it
 * @param behaviour the version of the kernel's behaviour that counts
 */
public record Agreed(Optional<MachineIdentity> machine, int behaviour) {}
