/**
 * The rules of the house, as tests over the classes and sources of every module. What they forbid
 * is shown once, in {@link io.sojourn.house.broken}, to prove that it is found.
 */
@NullMarked
package io.sojourn.house;

import org.jspecify.annotations.NullMarked;
