package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

  private final AtomicLong wall = new AtomicLong(1_000_000);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final SteadyClock clock =
      new SteadyClock(() -> Instant.ofEpochMilli(wall.get()), nanos::get);

  @Test
  void itShowsWhatTheWallClockShowedAndWhatHasPassedSince() {
    assertThat(clock.millis()).isEqualTo(1_000_000);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(3)); // past the largest number of nanoseconds, too
    assertThat(clock.millis()).isEqualTo(1_003_000);
    assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(1_003_000));
  }

  @Test
  void aWallClockThatIsSetDoesNotReachIt() {
    wall.addAndGet(TimeUnit.DAYS.toMillis(1));
    assertThat(clock.millis()).isEqualTo(1_000_000);
    wall.addAndGet(-TimeUnit.DAYS.toMillis(2));
    assertThat(clock.millis()).isEqualTo(1_000_000);
  }
}
