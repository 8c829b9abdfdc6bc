package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.sojourn.machine.Effect;
import io.sojourn.session.SessionId;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** The pushes of a client in the process: each once and in order, whoever offers and takes them. */
class InboxLincheckTest {

  /** What Lincheck runs, and, one operation after the other, what it compares with. */
  public static final class Subject {
    private final Inbox inbox = new Inbox();

    /** A push comes, perhaps again. */
    @Operation
    public void offer(@Param(gen = IntGen.class, conf = "1:3") int number) {
      inbox.offer(new Effect.Pushed(new SessionId(1, 1), number, number - 1, new byte[0], false));
    }

    /** The client takes the next one, if there is one. */
    @Operation
    public long poll() throws InterruptedException {
      Effect.Pushed push = inbox.poll(0);
      return push == null ? 0 : push.number();
    }

    /** The session is over. */
    @Operation
    public void end() {
      inbox.end();
    }
  }

  @Test
  void everyOrderOfItsStepsLooksLikeSomeOrderOfItsCalls() {
    assertThatCode(
            () ->
                new ModelCheckingOptions()
                    .iterations(4)
                    .threads(3)
                    .actorsPerThread(2)
                    .invocationsPerIteration(100)
                    .check(Subject.class))
        .doesNotThrowAnyException();
  }
}
