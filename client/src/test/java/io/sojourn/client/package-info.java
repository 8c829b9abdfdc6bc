@NullMarked
package io.sojourn.client;

import org.jspecify.annotations.NullMarked;
