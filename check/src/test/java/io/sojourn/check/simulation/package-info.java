/**
 * The deterministic simulation: clusters of real kernels and codecs on a log, a network, disks,
 * clocks and clients that are simulated, all driven by one seed on one thread. What clients and
 * nodes saw is judged by the oracles O1 to O10 of {@code docs/faults.md}. Nothing of it ships.
 */
@NullMarked
package io.sojourn.check.simulation;

import org.jspecify.annotations.NullMarked;
