/**
 * The door of the session protocol, a WebSocket at {@code /v1/connect}.
 *
 * <p>It decodes what clients say, holds it against its bounds, asks the kernel by its two ports,
 * and answers in the protocol's own form. It knows no log and no HTTP but the request that asked
 * for the upgrade, keeps nothing that a client could miss after a restart, and never blocks: it
 * works on the event loops of the sockets that it is given.
 */
@NullMarked
package io.sojourn.connect;

import org.jspecify.annotations.NullMarked;
