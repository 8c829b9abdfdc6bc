/** RPC over real sockets, and its parts alone against hostile bytes. */
@NullMarked
package io.sojourn.nfs.rpc;

import org.jspecify.annotations.NullMarked;
