package io.sojourn.house.broken.two;

import io.sojourn.house.broken.one.One;

/** The other half of a cycle of packages. */
public record Two(One one) {}
