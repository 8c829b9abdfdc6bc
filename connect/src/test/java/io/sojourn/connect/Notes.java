package io.sojourn.connect;

import io.sojourn.machine.Admission;
import io.sojourn.machine.Push;
import io.sojourn.machine.QueryRefusedException;
import io.sojourn.machine.State;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A state machine of words: {@code put NAME VALUE}, {@code get NAME}, {@code append NAME VALUE},
 * {@code push COUNT TEXT}, {@code tell SESSION TEXT}, {@code dying MILLIS TEXT}, {@code big BYTES},
 * {@code fail}. Queries know {@code get NAME}, {@code big BYTES}, {@code fail} and {@code write};
 * what begins with a question mark cannot be read. It does not let {@code nobody} in, and keeps an
 * entry for each session of a {@code keeper}.
 */
final class Notes implements UserStateMachine {

  @Override
  public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
    String[] words = text(command).split(" ", 3);
    SessionId self = context.session().id();
    return switch (words[0]) {
      case "put" -> {
        state.put(words[1], bytes(words[2]));
        yield Execution.of(bytes("ok"));
      }
      case "append" -> {
        String value = value(state, words[1]) + words[2];
        state.put(words[1], bytes(value));
        yield Execution.of(bytes(value));
      }
      case "get" -> Execution.of(bytes(value(state, words[1])));
      case "push" -> {
        List<Push<byte[]>> pushes = new ArrayList<>();
        for (int i = 1; i <= Integer.parseInt(words[1]); i++) {
          pushes.add(new Push<>(self, bytes(words[2] + i)));
        }
        yield new Execution<>(bytes("pushed"), pushes);
      }
      case "dying" -> {
        long millis = Long.parseLong(words[1]);
        yield Execution.of(bytes("pushed"), new Push<>(self, bytes(words[2]), millis));
      }
      case "tell" -> {
        SessionId to = SessionId.parse(words[1]);
        yield Execution.of(bytes("told"), new Push<>(to, bytes(words[2])));
      }
      case "big" -> Execution.of(new byte[Integer.parseInt(words[1])]);
      default -> throw new IllegalStateException("no such word");
    };
  }

  @Override
  public byte[] query(State<byte[]> state, byte[] query, Context context) {
    String[] words = text(query).split(" ", 2);
    return switch (words[0]) {
      case "get" -> bytes(value(state, words[1]));
      case "big" -> new byte[Integer.parseInt(words[1])];
      case "write" -> {
        state.put("written", new byte[1]);
        yield bytes("written");
      }
      case "fail" -> throw new IllegalStateException("as asked");
      default -> throw new QueryRefusedException("There is no such question.");
    };
  }

  @Override
  public void check(byte[] command) {
    if (text(command).startsWith("?")) {
      throw new IllegalArgumentException("a question mark");
    }
  }

  @Override
  public Admission<byte[]> onSessionCreated(State<byte[]> state, Session session, Context context) {
    if (session.userId().equals("keeper")) {
      state.put("kept for " + session.id(), new byte[0]);
    }
    return session.userId().equals("nobody")
        ? Admission.refuse("Nobody is not let in.")
        : Admission.accept();
  }

  private static String value(State<byte[]> state, String name) {
    byte[] value = state.get(name);
    return value == null ? "" : text(value);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
