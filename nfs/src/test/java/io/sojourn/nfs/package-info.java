/** The door on the real kernel, asked by a real client over a socket. */
@NullMarked
package io.sojourn.nfs;

import org.jspecify.annotations.NullMarked;
