/** XDR as ONC RPC writes it (RFC 4506): reader and writer over arrays. Knows nothing else. */
@NullMarked
package io.sojourn.nfs.xdr;

import org.jspecify.annotations.NullMarked;
