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
    KEEPS_THE_REJECTED_ONE,
    LETS_THEM_DIE_EARLY,
    FORGETS_DEADLINES_IN_A_RESTORE,
    FORGETS_WHAT_WAS_ACKNOWLEDGED_IN_A_RESTORE,
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
  private record Waiting(byte[] payload, long sentAt, long deadline) {}

  private static final class Play {
    private final SplittableRandom random;
    private final Flaw flaw;
    private final int pushesMax;
    private final int bytesMax;
    private PushQueue queue;
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private long last;
    private long acknowledged;
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
        switch (random.nextInt(10)) {
          case 0 -> restore();
          case 1, 2 -> acknowledge();
          case 3, 4 -> takeDue();
          case 5 -> take();
          case 6 -> takeDead();
          default -> offer();
        }
        compare();
      }
    }

    private void offer() {
      byte[] payload = new byte[random.nextInt(30)];
      boolean fits = waiting.size() < pushesMax && bytes() + payload.length <= bytesMax;
      assertThat(queue.fits(1, payload.length)).isEqualTo(fits);
      long deadline = random.nextInt(3) == 0 ? now + random.nextInt(1, 50) : PushQueue.NEVER;
      PushOutcome said = queue.offer(payload, now, deadline);
      if (flaw == Flaw.LOSES_WHAT_DOES_NOT_FIT && said instanceof PushOutcome.Full) {
        said = new PushOutcome.Assigned(queue.lastAssigned() + 1, queue.lastAssigned());
      }
      if (fits) {
        waiting.put(++last, new Waiting(payload, now, deadline));
        assertThat(said).isEqualTo(new PushOutcome.Assigned(last, before(last)));
      } else {
        assertThat(said).isEqualTo(new PushOutcome.Full(waiting.size(), bytes()));
      }
    }

    private long before(long number) {
      Long lower = waiting.lowerKey(number);
      return lower == null ? acknowledged : lower;
    }

    private void take() {
      long number = Math.max(0, last + random.nextInt(-8, 3));
      Waiting push = waiting.get(number);
      Push expected = push == null ? null : new Push(number, before(number), push.payload);
      waiting.remove(number);
      assertThat(queue.take(flaw == Flaw.KEEPS_THE_REJECTED_ONE ? last + 1 : number))
          .isEqualTo(expected);
    }

    private void takeDead() {
      List<Push> expected = new ArrayList<>();
      waiting.forEach(
          (number, push) -> {
            if (push.deadline <= now) {
              expected.add(new Push(number, before(number), push.payload));
            }
          });
      waiting.values().removeIf(push -> push.deadline <= now);
      assertThat(queue.takeDead(flaw == Flaw.LETS_THEM_DIE_EARLY ? now + 3 : now))
          .isEqualTo(expected);
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
        acknowledged = Math.max(acknowledged, number);
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
          expected.add(new Push(entry.getKey(), before(entry.getKey()), push.payload));
          entry.setValue(new Waiting(push.payload, now, push.deadline));
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
      long marked = image.acknowledged();
      if (flaw == Flaw.FORGETS_WHAT_WAS_ACKNOWLEDGED_IN_A_RESTORE) {
        marked = 0;
      }
      List<PushQueueImage.Push> pushes = image.pushes().stream().map(this::saved).toList();
      image = new PushQueueImage(image.lastAssigned(), marked, pushes);
      queue = PushQueue.restore(image, pushesMax, bytesMax);
    }

    private PushQueueImage.Push saved(PushQueueImage.Push push) {
      long sentAt = flaw == Flaw.FORGETS_SENDING_TIMES_IN_A_RESTORE ? now : push.lastSentAt();
      long deadline = flaw == Flaw.FORGETS_DEADLINES_IN_A_RESTORE ? 0 : push.deadline();
      return new PushQueueImage.Push(push.number(), sentAt, deadline, push.payload());
    }

    private void compare() {
      assertThat(queue.lastAssigned()).isEqualTo(last);
      assertThat(queue.size()).isEqualTo(waiting.size());
      assertThat(queue.bytes()).isEqualTo(bytes()).isLessThanOrEqualTo(bytesMax);
      assertThat(queue.earliestSentAt())
          .isEqualTo(
              waiting.values().stream().mapToLong(Waiting::sentAt).min().orElse(PushQueue.NEVER));
      List<PushQueueImage.Push> expected = new ArrayList<>();
      waiting.forEach(
          (number, push) -> {
            long deadline = push.deadline == PushQueue.NEVER ? 0 : push.deadline;
            expected.add(new PushQueueImage.Push(number, push.sentAt, deadline, push.payload));
          });
      assertThat(queue.image()).isEqualTo(new PushQueueImage(last, acknowledged, expected));
      assertThat(queue.earliestDeadline())
          .isEqualTo(
              waiting.values().stream().mapToLong(Waiting::deadline).min().orElse(PushQueue.NEVER));
    }

    private long bytes() {
      return waiting.values().stream().mapToLong(push -> push.payload.length).sum();
    }
  }
}
