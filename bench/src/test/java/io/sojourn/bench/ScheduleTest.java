package io.sojourn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  private static final long START = -77_000_000_001L; // nanoTime may be anything
  private static final long SECOND = 1_000_000_000L;

  @Test
  void commandsAreDueEvenly() {
    Schedule schedule = new Schedule(START, 2_000, 10_000);
    assertThat(schedule.due(0)).isEqualTo(START);
    assertThat(schedule.due(1)).isEqualTo(START + 500_000);
    assertThat(schedule.due(2_000)).isEqualTo(START + SECOND);
    assertThat(schedule.end()).isEqualTo(START + 5 * SECOND - 500_000);
  }

  @Test
  void aRateThatDividesNoSecondDoesNotDrift() {
    Schedule schedule = new Schedule(START, 7, Long.MAX_VALUE);
    assertThat(schedule.due(7_000_000_000L)).isEqualTo(START + 1_000_000_000L * SECOND);
    assertThat(schedule.due(7_000_000_003L) - schedule.due(7_000_000_000L))
        .isEqualTo(3 * SECOND / 7);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 333, 2_000, 999_999})
  void aCommandCountsFromTheMomentThatItIsDue(int perSecond) {
    Schedule schedule = new Schedule(START, perSecond, 3L * perSecond);
    assertThat(schedule.dueBy(START - 1)).isZero();
    LongStream.of(0, 1, perSecond / 2, perSecond, 3L * perSecond - 1)
        .forEach(
            command -> {
              // The rounding of either side is less than a nanosecond.
              assertThat(schedule.dueBy(schedule.due(command) + 1)).isEqualTo(command + 1);
              assertThat(schedule.dueBy(schedule.due(command) - 1)).isEqualTo(command);
            });
    assertThat(schedule.dueBy(START + 100 * SECOND)).isEqualTo(3L * perSecond);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, 8, 9, 10_000})
  void theSharesOfAllClientsAreTheWhole(long commands) {
    Schedule schedule = new Schedule(START, 2_000, commands);
    List<Long> shares =
        IntStream.range(0, 8).mapToObj(client -> schedule.share(client, 8)).toList();
    assertThat(shares.stream().mapToLong(Long::longValue).sum()).isEqualTo(commands);
    for (int client = 0; client < 8; client++) {
      int turn = client;
      assertThat(shares.get(client))
          .isEqualTo(LongStream.range(0, commands).filter(c -> c % 8 == turn).count());
    }
  }

  @Test
  void eachIsHandedOverOnceInOrderAndNeverEarly() throws InterruptedException {
    List<Long> taken = new ArrayList<>();
    new Schedule(System.nanoTime(), 10_000, 100)
        .play(
            (command, due) -> {
              assertThat(System.nanoTime() - due).isNotNegative();
              taken.add(command);
              return true;
            });
    assertThat(taken).isEqualTo(LongStream.range(0, 100).boxed().toList());
  }

  @Test
  void itEndsWhenTheSinkHasEnough() throws InterruptedException {
    List<Long> taken = new ArrayList<>();
    new Schedule(System.nanoTime(), 10_000, 100)
        .play(
            (command, due) -> {
              taken.add(command);
              return command < 2;
            });
    assertThat(taken).containsExactly(0L, 1L, 2L);
  }
}
