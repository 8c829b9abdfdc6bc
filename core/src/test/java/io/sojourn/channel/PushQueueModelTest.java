package io.sojourn.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A push queue beside its model: a sorted map that is scanned for everything. */
class PushQueueModelTest {

  /** Ways to be wrong, each of which the comparison must notice. */
  enum Flaw {
    NONE,
    COUNTS_ANEW_WHEN_EMPTY,
    KEEPS_THE_ACKNOWLEDGED_ONE,
    TAKES_ANY_ACKNOWLEDGEMENT,
    FORGETS_TO_MARK,
    LOSES_WHAT_DOES_NOT_FIT,
    FORGETS_SENDING_TIMES_IN_A_RESTORE
  }

  @Test
  void theQueueSaysWhatTheModelSays() {
    Seeds.run(4000, seed -> new Play(seed, Flaw.NONE).run());
  }

  @ParameterizedTest
  @EnumSource(value = Flaw.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void eachFlawIsCaught(Flaw flaw) {
    assertThat(Seeds.anyFails(500, seed -> new Play(seed, flaw).run())).isTrue();
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by identity
  private record Waiting(byte[] payload, long sentAt) {}

  private static final class Play {
    private final SplittableRandom random;
    private final Flaw flaw;
    private final int pushesMax;
    private final int bytesMax;
    private PushQueue queue;
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private long last;
    private long now = 1000;

    Play(long seed, Flaw flaw) {
      this.random = new SplittableRandom(seed);
      this.flaw = flaw;
      this.pushesMax = random.nextInt(1, 10);
      this.bytesMax = random.nextInt(100);
      this.queue = new PushQueue(pushesMax, bytesMax);
    }

    void run() {
      for (int step = 0; step < 100; step++) {
        now += random.nextInt(5);
        switch (random.nextInt(8)) {
          case 0 -> restore();
          case 1, 2 -> acknowledge();
          case 3, 4 -> takeDue();
          default -> offer();
        }
        compare();
      }
    }

    private void offer() {
      byte[] payload = new byte[random.nextInt(30)];
      boolean fits = waiting.size() < pushesMax && bytes() + payload.length <= bytesMax;
      assertThat(queue.fits(1, payload.length)).isEqualTo(fits);
      PushOutcome said = queue.offer(payload, now);
      if (flaw == Flaw.LOSES_WHAT_DOES_NOT_FIT && said instanceof PushOutcome.Full) {
        said = new PushOutcome.Assigned(queue.lastAssigned() + 1);
      }
      if (fits) {
        waiting.put(++last, new Waiting(payload, now));
        assertThat(said).isEqualTo(new PushOutcome.Assigned(last));
      } else {
        assertThat(said).isEqualTo(new PushOutcome.Full(waiting.size(), bytes()));
      }
    }

    private void acknowledge() {
      long number = Math.max(0, last + random.nextInt(-8, 3));
      int before = waiting.size();
      AckOutcome expected;
      if (number > last) {
        expected = new AckOutcome.BeyondLast(last);
      } else {
        waiting.headMap(number, true).clear();
        expected = new AckOutcome.Removed(before - waiting.size());
      }
      long told =
          switch (flaw) {
            case KEEPS_THE_ACKNOWLEDGED_ONE -> Math.max(0, number - 1);
            case TAKES_ANY_ACKNOWLEDGEMENT -> Math.min(number, last);
            default -> number;
          };
      assertThat(queue.acknowledge(told)).isEqualTo(expected);
      if (flaw == Flaw.COUNTS_ANEW_WHEN_EMPTY && queue.size() == 0) {
        queue = new PushQueue(pushesMax, bytesMax);
      }
    }

    private void takeDue() {
      long before = random.nextInt(4) == 0 ? PushQueue.NEVER : now - random.nextInt(20);
      List<Push> expected = new ArrayList<>();
      for (Map.Entry<Long, Waiting> entry : waiting.entrySet()) {
        Waiting push = entry.getValue();
        if (push.sentAt < before) {
          expected.add(new Push(entry.getKey(), push.payload));
          entry.setValue(new Waiting(push.payload, now));
        }
      }
      PushQueueImage image = queue.image();
      assertThat(queue.takeDue(before, now)).isEqualTo(expected);
      if (flaw == Flaw.FORGETS_TO_MARK) {
        queue = PushQueue.restore(image, pushesMax, bytesMax);
      }
    }

    private void restore() {
      PushQueueImage image = queue.image();
      if (flaw == Flaw.FORGETS_SENDING_TIMES_IN_A_RESTORE) {
        List<PushQueueImage.Push> pushes =
            image.pushes().stream()
                .map(push -> new PushQueueImage.Push(push.number(), now, push.payload()))
                .toList();
        image = new PushQueueImage(image.lastAssigned(), pushes);
      }
      queue = PushQueue.restore(image, pushesMax, bytesMax);
    }

    private void compare() {
      assertThat(queue.lastAssigned()).isEqualTo(last);
      assertThat(queue.size()).isEqualTo(waiting.size());
      assertThat(queue.bytes()).isEqualTo(bytes()).isLessThanOrEqualTo(bytesMax);
      assertThat(queue.earliestSentAt())
          .isEqualTo(
              waiting.values().stream().mapToLong(Waiting::sentAt).min().orElse(PushQueue.NEVER));
      List<PushQueueImage.Push> expected = new ArrayList<>();
      waiting.forEach((n, w) -> expected.add(new PushQueueImage.Push(n, w.sentAt, w.payload)));
      assertThat(queue.image()).isEqualTo(new PushQueueImage(last, expected));
    }

    private long bytes() {
      return waiting.values().stream().mapToLong(push -> push.payload.length).sum();
    }
  }
}
