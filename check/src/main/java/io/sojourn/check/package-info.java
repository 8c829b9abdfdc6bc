/**
 * Histories of what concurrent clients saw, and oracles that say whether a correct server could
 * have shown it to them: exactly-once over logs of commands, linearizability over operations.
 *
 * <p>Nothing here talks to a server, reads a clock or draws a random number: a run records, an
 * oracle judges afterwards, and the same record always gets the same verdict.
 */
@NullMarked
package io.sojourn.check;

import org.jspecify.annotations.NullMarked;
