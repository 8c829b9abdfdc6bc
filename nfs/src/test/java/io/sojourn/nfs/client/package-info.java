/** The small client: its bytes, and its sessions against a peer over real sockets. */
@NullMarked
package io.sojourn.nfs.client;

import org.jspecify.annotations.NullMarked;
