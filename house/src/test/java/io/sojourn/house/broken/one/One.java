package io.sojourn.house.broken.one;

import io.sojourn.house.broken.two.Two;

/** One half of a cycle of packages. */
public record One(Two two) {}
