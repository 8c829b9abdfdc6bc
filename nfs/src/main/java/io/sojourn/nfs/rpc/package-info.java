/**
 * ONC RPC over TCP (RFC 5531): record marking, headers and credentials, calls in both directions on
 * one connection. Every bound is looked at before anything is buffered. Knows XDR and who asks, and
 * nothing of NFS; handlers run on the connection's event loop and never block it.
 */
@NullMarked
package io.sojourn.nfs.rpc;

import org.jspecify.annotations.NullMarked;
