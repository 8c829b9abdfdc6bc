/**
 * The messages between a client and the door at {@code /v1/connect}, as values and as bytes.
 *
 * <p>The codec is written by hand after {@code sojourn/v1/connect.proto}. It checks each length and
 * count against what is left of the frame before it allocates, skips fields that it does not know,
 * and keeps no state between calls. It knows no socket and no kernel: doors and clients share it.
 */
@NullMarked
package io.sojourn.wire.connect;

import org.jspecify.annotations.NullMarked;
