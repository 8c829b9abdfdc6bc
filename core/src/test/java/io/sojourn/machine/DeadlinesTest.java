package io.sojourn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

  private final Map<String, Long> real = new HashMap<>();
  private final Map<String, Deadlines.Mark<String>> marks = new HashMap<>();
  private final Deadlines<String> deadlines =
      new Deadlines<>(name -> real.getOrDefault(name, Deadlines.NEVER));

  @Test
  void nothingIsDueWhereNothingIs() {
    assertThat(deadlines.takeDue(Long.MAX_VALUE - 1)).isEmpty();
    assertThat(deadlines.next()).isEqualTo(Deadlines.NEVER);
  }

  @Test
  void aDeadlineIsTakenOutOnceExactlyWhenItHasCome() {
    set("a", 10);
    assertThat(deadlines.takeDue(9)).isEmpty();
    assertThat(deadlines.takeDue(10)).containsExactly("a");
    assertThat(deadlines.takeDue(11)).isEmpty();
  }

  @Test
  void aDeadlineThatMovedAwayWithoutAWordIsNotDue() {
    set("a", 10);
    real.put("a", 20L);
    assertThat(deadlines.takeDue(19)).isEmpty();
    assertThat(deadlines.next()).isEqualTo(20);
    assertThat(deadlines.takeDue(20)).containsExactly("a");
  }

  @Test
  void whatIsForgottenLeavesNothingBehind() {
    for (int round = 0; round < 1000; round++) {
      set("a", 1_000_000 + round);
      deadlines.forget(mark("a"));
      deadlines.forget(mark("a"));
    }
    assertThat(deadlines.size()).isZero();
  }

  @Test
  void aThingHasOneMarkHoweverOftenItIsSet() {
    for (int round = 0; round < 1000; round++) {
      set("a", 1_000_000 - round);
    }
    assertThat(deadlines.size()).isEqualTo(1);
    assertThat(deadlines.next()).isEqualTo(1_000_000 - 999);
  }

  /** Closing a code, and a session that ends early, must not leave their old deadlines behind. */
  @Test
  void theMachineHoldsNoDeadlineOfWhatIsGone() {
    Kernel kernel = new Kernel();
    CodeTable codes = new CodeTable();
    kernel.create(Kernel.ANN);
    for (int i = 0; i < 100; i++) {
      Reply.CodeOpened opened = (Reply.CodeOpened) kernel.openCode(Kernel.ANN, Kernel.CODE, 0);
      kernel.ask(new Command.CloseCode(Kernel.ANN));
      codes.add(opened.code());
      codes.remove(opened.code());
    }
    assertThat(codes.nextDeadline()).isEqualTo(Deadlines.NEVER);
    assertThat(kernel.machine.nextDeadline()).isEqualTo(Kernel.START + 5 * Kernel.MINUTE);
  }

  @Test
  void itAgreesWithLookingAtEverything() {
    Seeds.run(500, DeadlinesTest::agrees);
  }

  private static void agrees(long seed) {
    DeadlinesTest world = new DeadlinesTest();
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Long> live = new HashMap<>();
    long now = 0;
    for (int step = 0; step < 300; step++) {
      String name = "n" + random.nextInt(20);
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          long at = random.nextInt(20) == 0 ? Deadlines.NEVER : now + random.nextInt(50);
          world.set(name, at);
          live.put(name, at);
        }
        case 2 -> {
          if (live.containsKey(name) && live.get(name) < Deadlines.NEVER) {
            live.merge(name, (long) random.nextInt(30), Long::sum);
            world.real.put(name, live.get(name));
          }
        }
        case 3 -> {
          live.remove(name);
          world.deadlines.forget(world.mark(name));
        }
        default -> {
          now += random.nextInt(20);
          List<String> due = new ArrayList<>();
          for (Map.Entry<String, Long> entry : live.entrySet()) {
            if (entry.getValue() <= now) {
              due.add(entry.getKey());
            }
          }
          assertThat(world.deadlines.takeDue(now)).containsExactlyInAnyOrderElementsOf(due);
          live.keySet().removeAll(due);
        }
      }
      long next = live.values().stream().mapToLong(at -> at).min().orElse(Deadlines.NEVER);
      assertThat(world.deadlines.next()).isEqualTo(next);
      assertThat(world.deadlines.size()).isEqualTo(live.size());
    }
  }

  private Deadlines.Mark<String> mark(String name) {
    return marks.computeIfAbsent(name, Deadlines.Mark::new);
  }

  private void set(String name, long at) {
    real.put(name, at);
    deadlines.set(mark(name));
  }
}
