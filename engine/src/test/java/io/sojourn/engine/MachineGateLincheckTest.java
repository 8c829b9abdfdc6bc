package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.sojourn.machine.SessionMachine;
import io.sojourn.session.Limits;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * The gate of the machine, with its steps put in many orders by Lincheck: every read is answered,
 * whoever holds the machine meanwhile, and sees every change that had ended before it was asked.
 */
class MachineGateLincheckTest {

  /** What Lincheck runs. */
  public static final class Subject {
    private static final SessionMachine MACHINE = new SessionMachine(Limits.DEFAULT, null);

    private final MachineGate gate = new MachineGate(MACHINE, () -> {});
    private int changes; // guarded by the gate

    /** Changes what the gate guards. */
    @Operation
    public int change() {
      return gate.enter(machine -> ++changes);
    }

    /** Reads it, and returns when that is answered. */
    @Operation
    public int read() {
      AtomicInteger seen = new AtomicInteger(-1);
      AtomicInteger answered = new AtomicInteger(-1);
      gate.read(
          new MachineGate.Reader() {
            @Override
            public void read(SessionMachine machine) {
              seen.set(changes);
            }

            @Override
            public void answer() {
              answered.set(seen.get());
            }
          });
      while (answered.get() < 0) {
        Thread.onSpinWait();
      }
      return answered.get();
    }
  }

  private static Actor actor(String name) {
    try {
      return new Actor(Subject.class.getMethod(name), List.of());
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private static ExecutionScenario threads(List<List<Actor>> threads) {
    return new ExecutionScenario(List.of(), threads, List.of(), null);
  }

  @Test
  void everyReadIsAnsweredAndSeesWhatEndedBeforeIt() {
    assertThatCode(
            () ->
                new ModelCheckingOptions()
                    .iterations(0)
                    .invocationsPerIteration(200)
                    .addCustomScenario(
                        threads(
                            List.of(
                                List.of(actor("change"), actor("read")),
                                List.of(actor("read"), actor("change")))))
                    .addCustomScenario(
                        threads(
                            List.of(
                                List.of(actor("read")),
                                List.of(actor("change")),
                                List.of(actor("read")))))
                    .check(Subject.class))
        .doesNotThrowAnyException();
  }
}
