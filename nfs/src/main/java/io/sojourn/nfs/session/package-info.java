/**
 * The sessions of NFSv4.1 (RFC 8881, 2.10) as a library that any NFS server can embed: clients and
 * sessions with what is kept of them, slots of both channels, bound connections, leases. It knows
 * no socket, thread, clock or source of chance: times come as arguments, connections as a port.
 */
@NullMarked
package io.sojourn.nfs.session;

import org.jspecify.annotations.NullMarked;
