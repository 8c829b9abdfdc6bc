/** The machine alone, over entries in a map and on the real kernel. */
@NullMarked
package io.sojourn.nfs.machine;

import org.jspecify.annotations.NullMarked;
