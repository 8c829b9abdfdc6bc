/** The log of several nodes, on real ports and real disks. */
@NullMarked
package io.sojourn.cluster;

import org.jspecify.annotations.NullMarked;
