package io.sojourn.client;

import io.sojourn.machine.Admission;
import io.sojourn.machine.Push;
import io.sojourn.machine.QueryRefusedException;
import io.sojourn.machine.State;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.Session;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A state machine that counts what it executes: {@code add NAME}, {@code push COUNT TEXT}, {@code
 * big BYTES}, {@code fail}. It answers {@code add} with how many there were of all names, and
 * queries with how many there were of one. What begins with a question mark cannot be read.
 */
final class Tally implements UserStateMachine {

  static final String ALL = "all";

  @Override
  public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
    String[] words = text(command).split(" ", 3);
    return switch (words[0]) {
      case "add" -> {
        count(state, "of " + words[1]);
        yield Execution.of(bytes(String.valueOf(count(state, ALL))));
      }
      case "push" -> {
        List<Push<byte[]>> pushes = new ArrayList<>();
        for (int i = 1; i <= Integer.parseInt(words[1]); i++) {
          pushes.add(new Push<>(context.session().id(), bytes(words[2] + " " + i)));
        }
        yield new Execution<>(bytes("pushed"), pushes);
      }
      case "big" -> Execution.of(new byte[Integer.parseInt(words[1])]);
      default -> throw new IllegalStateException("no such word");
    };
  }

  private static long count(State<byte[]> state, String name) {
    byte[] before = state.get(name);
    long count = before == null ? 1 : Long.parseLong(text(before)) + 1;
    state.put(name, bytes(String.valueOf(count)));
    return count;
  }

  @Override
  public byte[] query(State<byte[]> state, byte[] query, Context context) {
    if (text(query).startsWith("!")) {
      throw new QueryRefusedException("There is no such question.");
    }
    byte[] count = state.get(text(query));
    return count == null ? bytes("0") : count;
  }

  @Override
  public void check(byte[] command) {
    if (text(command).startsWith("?")) {
      throw new IllegalArgumentException("a question mark");
    }
  }

  @Override
  public Admission<byte[]> onSessionCreated(State<byte[]> state, Session session, Context context) {
    return session.userId().equals("nobody")
        ? Admission.refuse("Nobody is not let in.")
        : Admission.accept();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
