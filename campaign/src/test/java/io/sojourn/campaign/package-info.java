/** Tests of the means by which clusters are made to suffer. */
@NullMarked
package io.sojourn.campaign;

import org.jspecify.annotations.NullMarked;
