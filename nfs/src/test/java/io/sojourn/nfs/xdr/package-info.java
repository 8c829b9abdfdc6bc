/** XDR against its own bytes. */
@NullMarked
package io.sojourn.nfs.xdr;

import org.jspecify.annotations.NullMarked;
