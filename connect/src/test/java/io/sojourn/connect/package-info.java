/** The door over real sockets, on the kernel as it really runs. */
@NullMarked
package io.sojourn.connect;

import org.jspecify.annotations.NullMarked;
