package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.machine.Command;
import io.sojourn.session.SessionId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * The queue in front of the writer, with its steps put in many orders by Lincheck: nothing is lost,
 * comes twice or out of order, and the writer never sleeps over what was offered.
 */
class ProposalQueueLincheckTest {

  /** What Lincheck runs: the queue, whose writer sleeps until it is woken and no shorter. */
  public static class Sound {
    private final ProposalQueue queue;

    /** Called by Lincheck. */
    public Sound() {
      this(new Patient());
    }

    Sound(ProposalQueue queue) {
      this.queue = queue;
    }

    /** Any thread offers. */
    @Operation
    public boolean offer(@Param(gen = IntGen.class, conf = "1:4") int number) {
      return queue.offer(
          new Proposal<>(new Command.Touch(new SessionId(0, number)), reply -> reply));
    }

    /** The writer takes one, and sleeps while there is none. */
    @Operation
    public int take() {
      while (true) {
        List<Proposal<?>> taken = queue.take(1, Long.MAX_VALUE);
        if (!taken.isEmpty()) {
          return (int) ((Command.Touch) taken.getFirst().command).id().low();
        }
        queue.sleep(Long.MAX_VALUE);
      }
    }

    /** Any thread ends the writer's sleep. */
    @Operation
    public void wake() {
      queue.wake();
    }

    /** The writer sleeps with nothing to take. */
    @Operation
    public void sleep() {
      queue.sleep(Long.MAX_VALUE);
    }

    /** The writer waits for the log. */
    @Operation
    public void rest() {
      queue.rest(Long.MAX_VALUE);
    }
  }

  /** The same with a writer that does not look once more before it falls asleep. */
  public static final class Forgetful extends Sound {
    /** Called by Lincheck. */
    public Forgetful() {
      super(
          new Patient() {
            @Override
            boolean isWanted() {
              return false;
            }

            @Override
            boolean isCalled() {
              return false;
            }
          });
    }
  }

  private static class Patient extends ProposalQueue {
    private volatile boolean permit;

    Patient() {
      super(EngineOptions.DEFAULT.withQueue(4, Long.MAX_VALUE));
    }

    @Override
    void park(long nanosMax) {
      while (!permit) {
        Thread.onSpinWait();
      }
      permit = false;
    }

    @Override
    void unpark(Thread asleep) {
      permit = true;
    }
  }

  /** What it should look like from outside. */
  public static final class Plain {
    private final Queue<Integer> queue = new ArrayDeque<>();

    /** Always has room in these scenarios. */
    public boolean offer(int number) {
      return queue.add(number);
    }

    /** With nothing there it would have waited: no order of the others makes it take something. */
    public int take() {
      Integer taken = queue.poll();
      return taken == null ? -1 : taken;
    }

    /** Changes nothing. */
    public void wake() {}

    /** Changes nothing. */
    public void sleep() {}

    /** Changes nothing. */
    public void rest() {}
  }

  private static Actor actor(String name, Object... arguments) {
    Class<?>[] types = new Class<?>[arguments.length];
    Arrays.fill(types, int.class);
    try {
      return new Actor(Sound.class.getMethod(name, types), List.of(arguments));
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private static ExecutionScenario threads(List<List<Actor>> threads) {
    return new ExecutionScenario(List.of(), threads, List.of(), null);
  }

  private static ModelCheckingOptions sleeping() {
    return new ModelCheckingOptions()
        .iterations(0)
        .invocationsPerIteration(200)
        .sequentialSpecification(Plain.class)
        .addCustomScenario(
            threads(
                List.of(
                    List.of(actor("offer", 1), actor("offer", 2)),
                    List.of(actor("take"), actor("take")))))
        .addCustomScenario(
            threads(
                List.of(
                    List.of(actor("offer", 1)),
                    List.of(actor("offer", 2)),
                    List.of(actor("take"), actor("take")))))
        .addCustomScenario(threads(List.of(List.of(actor("wake")), List.of(actor("sleep")))));
  }

  private static ModelCheckingOptions resting() {
    return new ModelCheckingOptions()
        .iterations(0)
        .invocationsPerIteration(200)
        .sequentialSpecification(Plain.class)
        .addCustomScenario(
            threads(
                List.of(
                    List.of(actor("wake")),
                    List.of(actor("offer", 1)),
                    List.of(actor("rest"), actor("take")))));
  }

  @Test
  void nothingIsLostAndTheWriterNeverSleepsOverIt() {
    assertThatCode(() -> sleeping().check(Sound.class)).doesNotThrowAnyException();
  }

  @Test
  void aWriterThatWaitsForTheLogDoesNotMissItsCall() {
    assertThatCode(() -> resting().check(Sound.class)).doesNotThrowAnyException();
  }

  @Test
  void aWriterThatDoesNotLookOnceMoreIsCaught() {
    assertThatThrownBy(() -> sleeping().check(Forgetful.class))
        .isInstanceOf(LincheckAssertionError.class);
    assertThatThrownBy(() -> resting().check(Forgetful.class))
        .isInstanceOf(LincheckAssertionError.class);
  }
}
