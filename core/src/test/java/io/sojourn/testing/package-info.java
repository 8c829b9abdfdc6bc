/** What the tests share: seeded runs that say how to repeat a failure. Nothing of it ships. */
@NullMarked
package io.sojourn.testing;

import org.jspecify.annotations.NullMarked;
