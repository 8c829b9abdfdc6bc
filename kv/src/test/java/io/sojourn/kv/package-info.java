/** Tests of the key-value machine. */
@NullMarked
package io.sojourn.kv;

import org.jspecify.annotations.NullMarked;
