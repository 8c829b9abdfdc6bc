package io.sojourn.engine;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A clock that nobody can set: it shows what the system's clock showed when it was made, and the
 * time that has passed since. A step of the system's clock does not reach it, so that none ends a
 * lease early. Thread-safe.
 */
final class SteadyClock implements InstantSource {

  private final LongSupplier nanos;
  private final long beganMillis;
  private final long beganNanos;

  SteadyClock() {
    this(InstantSource.system(), System::nanoTime);
  }

  /** Of a wall clock, and one that counts nanoseconds from any time on. */
  SteadyClock(InstantSource wall, LongSupplier nanos) {
    this.nanos = nanos;
    this.beganMillis = wall.millis();
    this.beganNanos = nanos.getAsLong();
  }

  @Override
  public long millis() {
    return beganMillis + (nanos.getAsLong() - beganNanos) / 1_000_000;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }
}
