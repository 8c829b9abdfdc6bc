package io.sojourn.engine;

import java.util.function.LongSupplier;

/** Salts that are the same in every run, so that a failure can be repeated. */
final class FixedSalts implements LongSupplier {

  private long next = 0x5a17L;

  @Override
  public long getAsLong() {
    next = next * 6364136223846793005L + 1442695040888963407L;
    return next;
  }
}
