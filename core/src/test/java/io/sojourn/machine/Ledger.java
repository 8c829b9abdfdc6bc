package io.sojourn.machine;

import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.List;

/**
 * A user's state machine for tests. A command is a list of words between semicolons: {@code add K}
 * counts K up, {@code drop K} removes it, {@code push N T} pushes text T to the session whose id is
 * the hexadecimal N, {@code fleeting N T} one that lives two seconds, {@code reply N} answers N
 * bytes, {@code throw} fails. The reply is the last count. The golden transcripts were made with
 * it: it may learn words, but changes none.
 */
public final class Ledger implements UserStateMachine {

  private static final long LIFE_MILLIS = 2_000;

  @Override
  public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
    return execute(state, command);
  }

  private static Execution<byte[], byte[]> execute(State<byte[]> state, byte[] command) {
    List<Push<byte[]>> pushes = new ArrayList<>();
    String reply = "";
    for (String step : Kernel.text(command).split(";", -1)) {
      String[] words = step.stripLeading().split(" ", -1);
      switch (words[0]) {
        case "add" -> reply = add(state, words[1]);
        case "drop" -> state.remove(words[1]);
        case "push" -> pushes.add(push(Long.parseLong(words[1], 16), words[2]));
        case "fleeting" -> {
          Push<byte[]> push = push(Long.parseLong(words[1], 16), words[2]);
          pushes.add(new Push<>(push.to(), push.payload(), LIFE_MILLIS));
        }
        case "reply" -> reply = "x".repeat(Integer.parseInt(words[1]));
        case "list" -> reply = String.join(",", state.withPrefix(words[1]).keySet());
        default -> throw new IllegalArgumentException(step);
      }
    }
    return new Execution<>(Kernel.bytes(reply), pushes);
  }

  @Override
  public Execution<byte[], byte[]> applyInternal(
      State<byte[]> state, byte[] command, InternalContext context) {
    return execute(state, command);
  }

  @Override
  public byte[] query(State<byte[]> readOnly, byte[] query, Context context) {
    return execute(readOnly, query).reply();
  }

  @Override
  public Admission<byte[]> onSessionCreated(State<byte[]> state, Session session, Context context) {
    add(state, "created");
    if (session.capabilities().containsKey("foe")) {
      return Admission.refuse("Not here, " + session.userId() + ".");
    }
    return session.capabilities().containsKey("greet")
        ? Admission.accept(List.of(new Push<>(session.id(), Kernel.bytes("welcome"))))
        : Admission.accept();
  }

  @Override
  public List<Push<byte[]>> onSessionExpired(
      State<byte[]> state, Session session, Context context) {
    add(state, "ended");
    if (session.capabilities().containsKey("mourn")) {
      throw new IllegalStateException("cannot bear it");
    }
    return List.of(
        new Push<>(session.id(), Kernel.bytes("too late")),
        push(0xa, "gone " + session.id().low()));
  }

  private static Push<byte[]> push(long low, String text) {
    return new Push<>(new SessionId(0, low), Kernel.bytes(text));
  }

  private static String add(State<byte[]> state, String name) {
    byte[] before = state.get(name);
    String count = "" + (before == null ? 1 : Integer.parseInt(Kernel.text(before)) + 1);
    state.put(name, Kernel.bytes(count));
    return count;
  }
}
