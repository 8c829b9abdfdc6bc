/**
 * The machine that executes compounds on what is replicated: deterministic, like every {@link
 * io.sojourn.machine.ServiceMachine}. No sockets, clocks, threads or random numbers.
 */
@NullMarked
package io.sojourn.nfs.machine;

import org.jspecify.annotations.NullMarked;
