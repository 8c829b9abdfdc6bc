package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ScrollbackTest {

  private static final ScrollbackBudget AMPLE = ScrollbackBudget.of(1L << 30);

  /** What a replay shows: sizes as text, output as the bytes in one piece. */
  private static final class Shown implements Scrollback.Replay {
    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private long at;

    Shown(Scrollback of) {
      at = of.end() - of.size();
      of.replay(this);
    }

    @Override
    public void size(int cols, int rows) {
      events.add(cols + "x" + rows + "@" + at);
    }

    @Override
    public void output(byte[] bytes, int from, int length) {
      all.write(bytes, from, length);
      at += length;
    }

    byte[] bytes() {
      return all.toByteArray();
    }
  }

  @Test
  void aReplayBeginsAtTheFirstWholeUnitThatFits() {
    Seeds.run(300, ScrollbackTest::replaysLikeTheModel);
  }

  private static void replaysLikeTheModel(long seed) {
    Random random = new Random(seed);
    int capacity = 1 + random.nextInt(200);
    Scrollback scrollback = new Scrollback(capacity, 1_000, AMPLE);
    OutputUnits units = new OutputUnits(random);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    NavigableSet<Integer> cuts = new TreeSet<>(List.of(0));
    while (stream.size() < 2_000) {
      stream.writeBytes(units.next());
      cuts.add(stream.size());
    }
    byte[] all = stream.toByteArray();
    List<int[]> sizes = new ArrayList<>();
    int sent = 0;
    while (sent < all.length) {
      if (random.nextInt(5) == 0) {
        int[] size = {sent, 1 + sent, 1 + random.nextInt(3)};
        scrollback.resize(size[1], size[2]);
        sizes.removeIf(same -> same[0] == size[0]);
        sizes.add(size);
      }
      int part = Math.min(all.length - sent, random.nextInt(2 * capacity + 1));
      scrollback.append(all, sent, part);
      sent += part;
      check(scrollback, all, sent, cuts, sizes, capacity);
    }
  }

  private static void check(
      Scrollback scrollback,
      byte[] all,
      int sent,
      NavigableSet<Integer> cuts,
      List<int[]> sizes,
      int capacity) {
    Integer cut = cuts.ceiling(Math.max(0, sent - capacity));
    int start = cut == null ? sent : Math.min(cut, sent);
    Shown shown = new Shown(scrollback);
    assertThat(shown.bytes()).isEqualTo(Arrays.copyOfRange(all, start, sent));
    List<String> expected = new ArrayList<>();
    for (int[] size : sizes) {
      if (size[0] <= start) {
        expected.clear();
      }
      expected.add(size[1] + "x" + size[2] + "@" + Math.max(start, size[0]));
    }
    assertThat(shown.events).isEqualTo(expected);
  }

  @Test
  void whateverTheBytesAreAReplayIsTheEndOfTheStream() {
    Seeds.run(
        200,
        seed -> {
          Random random = new Random(seed);
          int capacity = 1 + random.nextInt(300);
          Scrollback scrollback = new Scrollback(capacity, 8, AMPLE);
          ByteArrayOutputStream stream = new ByteArrayOutputStream();
          for (int i = 0; i < 50; i++) {
            byte[] part = new byte[random.nextInt(120)];
            random.nextBytes(part);
            stream.writeBytes(part);
            scrollback.append(part, 0, part.length);
            scrollback.resize(1 + random.nextInt(9), 1);
            byte[] shown = new Shown(scrollback).bytes();
            assertThat(shown).hasSizeLessThanOrEqualTo(capacity);
            byte[] all = stream.toByteArray();
            assertThat(shown)
                .isEqualTo(Arrays.copyOfRange(all, all.length - shown.length, all.length));
          }
        });
  }

  @Test
  void aSequenceLongerThanTheRingIsLeftOutAsAWhole() {
    Scrollback scrollback = new Scrollback(16, 8, AMPLE);
    append(scrollback, "\u001b]0;a title much longer than the ring of sixteen bytes");
    assertThat(new Shown(scrollback).bytes()).isEmpty();
    append(scrollback, " and longer still\u0007prompt$ ");
    assertThat(new Shown(scrollback).bytes())
        .isEqualTo("prompt$ ".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tooManySizesTakeTheOldestOutputWithThem() {
    Scrollback scrollback = new Scrollback(1_000, 3, AMPLE);
    for (int i = 1; i <= 5; i++) {
      scrollback.resize(i, 1);
      append(scrollback, "output" + i);
    }
    Shown shown = new Shown(scrollback);
    assertThat(shown.bytes()).isEqualTo("output3output4output5".getBytes(StandardCharsets.UTF_8));
    assertThat(shown.events).containsExactly("3x1@14", "4x1@21", "5x1@28");
  }

  @Test
  void aTerminalForWhichThereIsNoMoreRoomForgetsItsOwnOutputOnly() {
    ScrollbackBudget process = ScrollbackBudget.of(1L << 30);
    RelayLimits.Hubs limits = RelayLimits.Hubs.DEFAULT;
    Terminals terminals =
        new Terminals(
            new RelayLimits.Hubs(1, 1, 1, 4, 64 << 10, 60 << 10, 1L << 30, limits.resizes()),
            process);
    Scrollback chatty = open(terminals, "chatty");
    byte[] flood = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    chatty.append(flood, 0, flood.length);
    assertThat(chatty.size()).isEqualTo(64 << 10);
    Scrollback late = open(terminals, "late");
    late.append(flood, 0, flood.length);
    assertThat(late.size()).isEqualTo(Scrollback.SMALLEST);
    assertThat(chatty.size()).isEqualTo(64 << 10);

    terminals.close("chatty");
    assertThat(process.used()).isZero();
    late.append(flood, 0, flood.length);
    assertThat(late.size()).isEqualTo(64 << 10);
    terminals.clear();
    assertThat(process.used()).isZero();
  }

  @Test
  void terminalsThatTheHostDoesNotNameMakeRoomForThoseItDoes() {
    Terminals terminals =
        new Terminals(
            new RelayLimits.Hubs(1, 1, 1, 2, 64, 64, 64, 8), ScrollbackBudget.of(1L << 30));
    open(terminals, "stray");
    assertThat(terminals.list(List.of(new ControlMessage.Named("a", "A")), false)).isTrue();
    assertThat(terminals.open("b")).isNotNull();
    assertThat(terminals.all()).extracting(Terminal::id).containsExactly("a", "b");
    assertThat(
            terminals.list(
                List.of(
                    new ControlMessage.Named("c", "C"),
                    new ControlMessage.Named("d", "D"),
                    new ControlMessage.Named("e", "E")),
                true))
        .as("three do not fit where two may be")
        .isFalse();
    assertThat(terminals.all()).extracting(Terminal::title).containsExactly("C", "D");
  }

  private static Scrollback open(Terminals terminals, String id) {
    return Objects.requireNonNull(terminals.open(id)).scrollback();
  }

  private static void append(Scrollback scrollback, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    scrollback.append(bytes, 0, bytes.length);
  }
}
