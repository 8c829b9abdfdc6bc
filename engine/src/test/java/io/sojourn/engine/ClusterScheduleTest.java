package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.testing.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Engines on several nodes while leaders change, entries are lost or late, and nodes die. */
@Timeout(600)
class ClusterScheduleTest {

  private static final int SEEDS = 60;

  @Test
  void everyRequestIsExecutedOnceAndAnsweredWithItsOwnReply() {
    int[] happened = new int[6];
    Seeds.run(
        SEEDS,
        seed -> {
          try (ClusterSchedule schedule = new ClusterSchedule(seed, new Turnstile(false))) {
            schedule.run();
            happened[0] += schedule.cluster.lost;
            happened[1] += schedule.cluster.late;
            happened[2] += schedule.cluster.installs;
            happened[3] += schedule.uncertain;
            happened[4] += schedule.restarts;
            happened[5] += schedule.looked;
          }
        });
    if (Long.getLong("sojourn.seed") == null) {
      assertThat(happened)
          .as("lost, late, installs, uncertain, restarts, queries")
          .doesNotContain(0);
    }
  }

  @Test
  void aServiceThatForgetsWhatItExecutedIsFound() {
    assertThat(
            Seeds.anyFails(
                20,
                seed -> {
                  try (ClusterSchedule schedule = new ClusterSchedule(seed, new Turnstile(true))) {
                    schedule.run();
                  }
                }))
        .isTrue();
  }
}
