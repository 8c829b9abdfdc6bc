package io.sojourn.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sojourn.machine.Admission;
import io.sojourn.machine.Push;
import io.sojourn.machine.State;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A key-value store that keeps, in its own state, a journal of all that took effect: what survives
 * a crash of the state survives of the journal too. A command is {@code session sequence id verb
 * ...}.
 */
final class JournalStore implements UserStateMachine {

  private static final String JOURNAL = "journal/";
  private static final String KEY = "key/";

  /** The values as of now, for reads beside the log. */
  final Map<String, String> view = new TreeMap<>();

  private int journaled;

  /** Takes over an entry of a snapshot. */
  void restore(String name, byte[] value) {
    if (name.startsWith(KEY)) {
      view.put(name.substring(KEY.length()), text(value));
    } else if (name.startsWith(JOURNAL)) {
      journaled++;
    }
  }

  /** The lines of the journal among the entries of a state. */
  static boolean isJournal(String name) {
    return name.startsWith(JOURNAL);
  }

  @Override
  public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
    String[] words = text(command).split(" ", -1);
    List<Push<byte[]>> pushes = new ArrayList<>();
    String result =
        switch (words[3]) {
          case "put" -> {
            put(state, words[4], words[5]);
            yield "done";
          }
          case "remove" -> {
            state.remove(KEY + words[4]);
            view.remove(words[4]);
            yield "done";
          }
          case "get" -> "value " + value(state, words[4]).orElse("");
          case "cas" -> {
            boolean same = value(state, words[4]).orElse("").equals(words[5]);
            if (same) {
              put(state, words[4], words[6]);
            }
            yield "swapped " + same;
          }
          case "tell" -> {
            tell(state, words[4], words[2], pushes);
            yield "told";
          }
          default -> throw new IllegalArgumentException(words[3]);
        };
    String reply = words[2] + " " + result;
    journal(state, "applied|" + words[0] + "|" + words[1] + "|" + words[2] + "|" + reply);
    return new Execution<>(bytes(reply), pushes);
  }

  private void put(State<byte[]> state, String key, String value) {
    state.put(KEY + key, bytes(value));
    view.put(key, value);
  }

  private static Optional<String> value(State<byte[]> state, String key) {
    return Optional.ofNullable(state.get(KEY + key)).map(JournalStore::text);
  }

  private void tell(
      State<byte[]> state, String session, String payload, List<Push<byte[]>> pushes) {
    byte[] sent = state.get("live/" + session);
    if (sent != null) {
      long number = Long.parseLong(text(sent)) + 1;
      state.put("live/" + session, bytes("" + number));
      pushes.add(new Push<>(SessionId.parse(session), bytes(payload)));
      journal(state, "applied|" + session + "/push|" + number + "|push " + payload + "|" + payload);
    }
  }

  @Override
  public Admission<byte[]> onSessionCreated(State<byte[]> state, Session session, Context context) {
    state.put("live/" + session.id(), bytes("0"));
    return Admission.accept();
  }

  @Override
  public List<Push<byte[]>> onSessionExpired(
      State<byte[]> state, Session session, Context context) {
    state.remove("live/" + session.id());
    journal(state, "ended|" + session.id());
    return List.of();
  }

  private void journal(State<byte[]> state, String line) {
    state.put("%s%06d".formatted(JOURNAL, journaled++), bytes(line));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
