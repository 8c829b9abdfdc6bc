/** Shows that the load clients count right: what is lost or out of order is seen. */
@NullMarked
package io.sojourn.bench;

import org.jspecify.annotations.NullMarked;
