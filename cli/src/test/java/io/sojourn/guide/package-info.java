/** The code that the guide to keys and values shows, and the test that it is so. */
@NullMarked
package io.sojourn.guide;

import org.jspecify.annotations.NullMarked;
