package io.sojourn.check.simulation;

import java.util.SplittableRandom;

/**
 * What all parts of one run share.
 *
 * @param plan what the run is like
 * @param bug what is wrong in it
 * @param random the one source of chance
 * @param queue what will happen
 * @param network carries messages
 * @param witness sees everything
 * @param tally counts it
 */
record Scene(
    Plan plan,
    Bug bug,
    SplittableRandom random,
    EventQueue queue,
    Network network,
    Witness witness,
    Tally tally) {}
