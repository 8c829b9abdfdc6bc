package io.sojourn.engine;

import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Something that a client wants done, and asks for until it is. */
abstract class Wish {

  boolean done;
  boolean uncertain;
  @Nullable CompletionStage<? extends Outcome<?>> asked;

  abstract CompletionStage<? extends Outcome<?>> ask(SessionEngine engine);

  abstract void check(Object answer);

  /** Whether a refusal says that it was done before. */
  abstract boolean isDone(Refusal why);

  /** Takes the answer, if there is one. */
  void look() {
    if (asked == null || !asked.toCompletableFuture().isDone()) {
      return;
    }
    switch (asked.toCompletableFuture().join()) {
      case Outcome.Done<?> answered -> {
        check(answered.value());
        done = true;
      }
      case Outcome.Refused<?> refused -> done = isDone(refused.why());
      case Outcome.Uncertain<?> unknown -> uncertain = true;
    }
    asked = null;
  }
}
