/**
 * The relay: pairs the host of a terminal with its viewers by a short code and carries frames
 * between them.
 *
 * <p>All sockets of one session live on one event loop, so a hub is single-threaded and has no
 * lock. Nothing here blocks, makes a thread, or keeps anything that must survive a restart: codes,
 * tokens and leases are the kernel's, reached through {@link io.sojourn.session.Sessions}.
 */
@NullMarked
package io.sojourn.relay;

import org.jspecify.annotations.NullMarked;
