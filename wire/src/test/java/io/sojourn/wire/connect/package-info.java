/** The codec of the session protocol against its schema, its fixtures, and hostile bytes. */
@NullMarked
package io.sojourn.wire.connect;

import org.jspecify.annotations.NullMarked;
