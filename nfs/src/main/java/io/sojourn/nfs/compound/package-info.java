/**
 * What an operation of a compound is, and what it is given. No sockets, clocks or random numbers.
 */
@NullMarked
package io.sojourn.nfs.compound;

import org.jspecify.annotations.NullMarked;
