package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import java.util.concurrent.CompletionStage;

/** The wish to pass a gate of a {@link Turnstile} for the so manieth time. */
final class Passage extends Wish {

  private final int gate;
  private final int number;

  /** How many passages there were then; 0 until it is done. */
  int total;

  Passage(int gate, int number) {
    this.gate = gate;
    this.number = number;
  }

  @Override
  CompletionStage<? extends Outcome<?>> ask(SessionEngine engine) {
    return engine.service(new Command.Service(Turnstile.NAME, Turnstile.passage(gate, number)));
  }

  @Override
  void check(Object answer) {
    assertThat(answer).isInstanceOf(Reply.Executed.class);
    total = ((Reply.Executed) answer).reply()[0];
  }

  @Override
  boolean isDone(Refusal why) {
    return false;
  }
}
