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

/** A request window beside its model: a sorted map and the steps in their order. */
class RequestWindowModelTest {

  private static final int REPLY_MAX = 20;

  /** Ways to be wrong, each of which the comparison must notice. */
  enum Flaw {
    NONE,
    RUNS_A_RETRY_AGAIN,
    IGNORES_FINGERPRINTS,
    NEVER_RELEASES,
    RELEASES_ONE_TOO_MANY,
    MAKES_ROOM_BY_EVICTION,
    IGNORES_ORDER,
    TAKES_ANY_SEQUENCE_AHEAD,
    FORGETS_THE_MARK_IN_A_RESTORE,
    FORGETS_A_REPLY_IN_A_RESTORE,
    KEEPS_WHAT_WAS_ABANDONED
  }

  @Test
  void theWindowSaysWhatTheModelSays() {
    Seeds.run(4000, seed -> new Play(seed, Flaw.NONE).run());
  }

  @ParameterizedTest
  @EnumSource(value = Flaw.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void eachFlawIsCaught(Flaw flaw) {
    assertThat(Seeds.anyFails(500, seed -> new Play(seed, flaw).run())).isTrue();
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by identity
  private record Kept(long fingerprint, byte[] reply) {}

  private static final class Play {
    private final SplittableRandom random;
    private final Flaw flaw;
    private final int repliesMax;
    private final int bytesMax;
    private final long stride;
    private RequestWindow window;
    private final TreeMap<Long, Kept> kept = new TreeMap<>();
    private long mark;
    private long next;

    Play(long seed, Flaw flaw) {
      this.random = new SplittableRandom(seed);
      this.flaw = flaw;
      this.repliesMax = random.nextInt(1, random.nextInt(4) == 0 ? 100 : 12);
      this.bytesMax = REPLY_MAX + random.nextInt(repliesMax * REPLY_MAX);
      // Strides that are multiples of the table's size make sequences collide.
      this.stride = 1L << (random.nextInt(5) * random.nextInt(2));
      this.next = random.nextInt(3) == 0 ? random.nextLong(Long.MAX_VALUE / 2) : 1;
      this.window = new RequestWindow(repliesMax, bytesMax, REPLY_MAX);
    }

    void run() {
      for (int step = 0; step < 150; step++) {
        switch (random.nextInt(16)) {
          case 0 -> restore();
          case 1 -> release(somewhere());
          default -> request();
        }
        compare();
      }
    }

    private void request() {
      long sequence =
          switch (random.nextInt(4)) {
            case 0 -> somewhere();
            case 1 -> nextInOrder();
            default -> next += stride;
          };
      long awaited =
          switch (random.nextInt(4)) {
            case 0 -> somewhere();
            case 1 -> Math.max(mark, sequence - random.nextInt(repliesMax));
            default -> mark;
          };
      long fingerprint = random.nextInt(8) == 0 ? random.nextInt(100) : sequence * 31;
      boolean ordered = random.nextBoolean();
      RequestDecision expected = expect(sequence, awaited, fingerprint, ordered);
      RequestDecision said = begin(sequence, awaited, fingerprint, ordered);
      assertThat(said).isEqualTo(expected);
      if (expected instanceof RequestDecision.Fresh) {
        finish(sequence, fingerprint);
      }
    }

    private RequestDecision expect(long sequence, long awaited, long fingerprint, boolean ordered) {
      Kept before = kept.get(sequence);
      if (before != null) {
        return before.fingerprint == fingerprint
            ? new RequestDecision.Replay(before.reply)
            : new RequestDecision.FalseRetry();
      }
      if (sequence < mark) {
        return new RequestDecision.Evicted(mark);
      }
      releaseModel(awaited);
      long first = Math.max(1, mark);
      if (sequence >= first + repliesMax) {
        return new RequestDecision.Ahead(first + repliesMax - 1);
      }
      if (ordered && sequence > nextInOrder()) {
        return new RequestDecision.OutOfOrder(nextInOrder());
      }
      int bytes = keptBytes();
      if (kept.size() >= repliesMax || bytes + REPLY_MAX > bytesMax) {
        return new RequestDecision.WindowFull(kept.size(), bytes);
      }
      return new RequestDecision.Fresh();
    }

    private long nextInOrder() {
      long sequence = Math.max(1, mark);
      while (kept.containsKey(sequence)) {
        sequence++;
      }
      return sequence;
    }

    private RequestDecision begin(long sequence, long awaited, long fingerprint, boolean ordered) {
      RequestDecision said =
          window.begin(
              sequence,
              switch (flaw) {
                case NEVER_RELEASES -> 0;
                case RELEASES_ONE_TOO_MANY -> awaited + 1;
                default -> awaited;
              },
              flaw == Flaw.IGNORES_FINGERPRINTS ? 0 : fingerprint,
              ordered && flaw != Flaw.IGNORES_ORDER);
      if (flaw == Flaw.RUNS_A_RETRY_AGAIN && said instanceof RequestDecision.Replay) {
        return new RequestDecision.Fresh();
      }
      if (flaw == Flaw.MAKES_ROOM_BY_EVICTION && said instanceof RequestDecision.WindowFull) {
        window.release(kept.firstKey() + 1);
        return window.begin(sequence, awaited, fingerprint, ordered);
      }
      if (flaw == Flaw.TAKES_ANY_SEQUENCE_AHEAD && said instanceof RequestDecision.Ahead) {
        return new RequestDecision.Fresh();
      }
      return said;
    }

    private void finish(long sequence, long fingerprint) {
      if (random.nextInt(5) == 0) {
        if (flaw == Flaw.KEEPS_WHAT_WAS_ABANDONED) {
          window.record(sequence, fingerprint, new byte[0]);
        } else {
          window.abandon();
        }
        return;
      }
      byte[] reply = new byte[random.nextInt(REPLY_MAX + 1)];
      window.record(sequence, flaw == Flaw.IGNORES_FINGERPRINTS ? 0 : fingerprint, reply);
      if (sequence >= mark) {
        kept.put(sequence, new Kept(fingerprint, reply));
      }
    }

    private void release(long awaited) {
      releaseModel(awaited);
      window.release(awaited);
    }

    private void releaseModel(long awaited) {
      mark = Math.max(mark, awaited);
      kept.headMap(mark).clear();
    }

    private void restore() {
      RequestWindowImage image = window.image();
      if (flaw == Flaw.FORGETS_THE_MARK_IN_A_RESTORE) {
        image = new RequestWindowImage(0, image.replies());
      } else if (flaw == Flaw.FORGETS_A_REPLY_IN_A_RESTORE && !image.replies().isEmpty()) {
        List<RequestWindowImage.Reply> replies = image.replies();
        image = new RequestWindowImage(image.lowestAwaited(), replies.subList(1, replies.size()));
      }
      window = RequestWindow.restore(image, repliesMax, bytesMax, REPLY_MAX);
    }

    private void compare() {
      assertThat(window.lowestAwaited()).isEqualTo(mark);
      assertThat(window.nextInOrder()).isEqualTo(nextInOrder());
      assertThat(window.size()).isEqualTo(kept.size());
      assertThat(window.bytes()).isEqualTo(keptBytes()).isLessThanOrEqualTo(bytesMax);
      List<Map.Entry<Long, Kept>> shown = new ArrayList<>();
      window.forEach(
          (sequence, print, reply) -> shown.add(Map.entry(sequence, new Kept(print, reply))));
      if (flaw != Flaw.IGNORES_FINGERPRINTS) {
        assertThat(shown).isEqualTo(List.copyOf(kept.entrySet()));
      }
    }

    private int keptBytes() {
      return kept.values().stream().mapToInt(one -> one.reply.length).sum();
    }

    /** A sequence near the kept ones, near the mark, or far ahead of everything. */
    private long somewhere() {
      return switch (random.nextInt(kept.isEmpty() ? 3 : 6)) {
        case 0 -> Math.max(0, mark + random.nextInt(-3, 6));
        case 1 -> Math.max(0, next + stride * random.nextInt(-20, 3));
        case 2 -> random.nextInt(10) == 0 ? (next += random.nextLong(1L << 40)) : mark;
        default ->
            kept.keySet().stream().skip(random.nextInt(kept.size())).findFirst().orElseThrow();
      };
    }
  }
}
