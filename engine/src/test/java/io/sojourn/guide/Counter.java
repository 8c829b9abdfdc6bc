package io.sojourn.guide;

import io.sojourn.machine.Admission;
import io.sojourn.machine.Codec;
import io.sojourn.machine.Codecs;
import io.sojourn.machine.Push;
import io.sojourn.machine.State;
import io.sojourn.machine.StateMachine;
import io.sojourn.session.Session;
import java.util.List;

/** Counters by name; every tenth increment is told to the session that made it. */
final class Counter implements StateMachine<Counter.Increment, Long, String, Long> {

  /** The command: which counter to count up. */
  record Increment(String counter) {}

  static final Codecs<Increment, Long, String, Long> CODECS =
      new Codecs<>(
          Codec.text().as(Increment::new, Increment::counter), // a command
          Codec.number(), // a reply
          Codec.text(), // a push
          Codec.number()); // an entry of the state

  @Override
  public Execution<Long, String> apply(State<Long> state, Increment command, Context context) {
    Long before = state.get(command.counter());
    long count = before == null ? 1 : before + 1;
    state.put(command.counter(), count);
    if (count % 10 != 0) {
      return Execution.of(count);
    }
    return Execution.of(count, new Push<>(context.session().id(), "Milestone: " + count));
  }

  @Override
  public Admission<String> onSessionCreated(State<Long> state, Session session, Context context) {
    return session.userId().equals("mallory")
        ? Admission.refuse("Mallory has counted enough.")
        : Admission.accept();
  }

  @Override
  public List<Push<String>> onSessionExpired(State<Long> state, Session session, Context context) {
    return List.of();
  }
}
