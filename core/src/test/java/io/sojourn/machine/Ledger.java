package io.sojourn.machine;

import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.List;

/**
 * A user's state machine for tests. A command is a list of words between semicolons: {@code add K}
 * counts K up, {@code drop K} removes it, {@code push N T} pushes text T to the session whose id is
 * the hexadecimal N, {@code reply N} answers N bytes, {@code throw} fails. The reply is the last
 * count.
 */
final class Ledger implements UserStateMachine {

  @Override
  public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
    List<Push<byte[]>> pushes = new ArrayList<>();
    String reply = "";
    for (String step : Kernel.text(command).split(";", -1)) {
      String[] words = step.stripLeading().split(" ", -1);
      switch (words[0]) {
        case "add" -> reply = add(state, words[1]);
        case "drop" -> state.remove(words[1]);
        case "push" -> pushes.add(push(Long.parseLong(words[1], 16), words[2]));
        case "reply" -> reply = "x".repeat(Integer.parseInt(words[1]));
        case "list" -> reply = String.join(",", state.withPrefix(words[1]).keySet());
        default -> throw new IllegalArgumentException(step);
      }
    }
    return new Execution<>(Kernel.bytes(reply), pushes);
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
