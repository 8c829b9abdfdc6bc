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
  public Execution apply(UserState state, byte[] command, Context context) {
    List<Push> pushes = new ArrayList<>();
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
    return new Execution(Kernel.bytes(reply), pushes);
  }

  @Override
  public List<Push> onSessionCreated(UserState state, Session session, Context context) {
    add(state, "created");
    return session.capabilities().containsKey("greet")
        ? List.of(new Push(session.id(), Kernel.bytes("welcome")))
        : List.of();
  }

  @Override
  public List<Push> onSessionExpired(UserState state, Session session, Context context) {
    add(state, "ended");
    if (session.capabilities().containsKey("mourn")) {
      throw new IllegalStateException("cannot bear it");
    }
    return List.of(
        new Push(session.id(), Kernel.bytes("too late")), push(0xa, "gone " + session.id().low()));
  }

  private static Push push(long low, String text) {
    return new Push(new SessionId(0, low), Kernel.bytes(text));
  }

  private static String add(UserState state, String name) {
    byte[] before = state.get(name);
    String count = "" + (before == null ? 1 : Integer.parseInt(Kernel.text(before)) + 1);
    state.put(name, Kernel.bytes(count));
    return count;
  }
}
