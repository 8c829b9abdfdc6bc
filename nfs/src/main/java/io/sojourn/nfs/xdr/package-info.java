/**
 * XDR as ONC RPC writes it (RFC 4506): reader and writer over arrays. Every length is checked
 * against what is there before anything is allocated. Knows nothing else.
 */
@NullMarked
package io.sojourn.nfs.xdr;

import org.jspecify.annotations.NullMarked;
