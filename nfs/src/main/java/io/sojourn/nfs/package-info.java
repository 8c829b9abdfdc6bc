/**
 * The door of NFSv4.1: takes COMPOUNDs off connections, decides about their slots, and hands what
 * has to last to the machine in the log. Works on the event loops of its connections and never
 * blocks; knows the kernel by {@link io.sojourn.machine.Exchange} alone.
 */
@NullMarked
package io.sojourn.nfs;

import org.jspecify.annotations.NullMarked;
