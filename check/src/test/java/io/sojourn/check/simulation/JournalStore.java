package io.sojourn.check.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sojourn.machine.Admission;
import io.sojourn.machine.Push;
import io.sojourn.machine.State;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key-value store that keeps, in its own state, a journal of all that took effect: what survives
 * of the state survives of the journal too. A command is {@code session sequence id verb ...}.
 */
final class JournalStore implements UserStateMachine {

  /** The capability by which a client names the session that it wants to have created. */
  static final String NONCE = "nonce";

  private static final String JOURNAL = "journal/";
  private static final String KEY = "key/";
  private static final String LENGTH = "length";

  /** Whether an entry of the state is a line of the journal. */
  static boolean isJournal(String name) {
    return name.startsWith(JOURNAL);
  }

  @Override
  public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
    return execute(state, command);
  }

  @Override
  public Execution<byte[], byte[]> applyInternal(
      State<byte[]> state, byte[] command, InternalContext context) {
    return execute(state, command);
  }

  private static Execution<byte[], byte[]> execute(State<byte[]> state, byte[] command) {
    String[] words = text(command).split(" ", -1);
    List<Push<byte[]>> pushes = new ArrayList<>();
    String result =
        switch (words[3]) {
          case "put" -> {
            state.put(KEY + words[4], bytes(words[5]));
            yield "done";
          }
          case "remove" -> {
            state.remove(KEY + words[4]);
            yield "done";
          }
          case "get" -> "value " + value(state, words[4]).orElse("");
          case "cas" -> {
            boolean same = value(state, words[4]).orElse("").equals(words[5]);
            if (same) {
              state.put(KEY + words[4], bytes(words[6]));
            }
            yield "swapped " + same;
          }
          case "increment" -> {
            long sum = Long.parseLong(value(state, words[4]).orElse("0")) + 1;
            state.put(KEY + words[4], bytes(Long.toString(sum)));
            yield "counted " + sum;
          }
          case "tell" -> {
            tell(state, words[4], words[2], Long.parseLong(words[5]), pushes);
            yield "told";
          }
          default -> throw new IllegalArgumentException(words[3]);
        };
    String reply = words[2] + " " + result;
    journal(state, "applied|" + words[0] + "|" + words[1] + "|" + words[2] + "|" + reply);
    return new Execution<>(bytes(reply), pushes);
  }

  @Override
  public byte[] query(State<byte[]> readOnly, byte[] query, Context context) {
    return bytes("value " + value(readOnly, text(query)).orElse(""));
  }

  private static Optional<String> value(State<byte[]> state, String key) {
    return Optional.ofNullable(state.get(KEY + key)).map(JournalStore::text);
  }

  private static void tell(
      State<byte[]> state, String session, String payload, long life, List<Push<byte[]>> pushes) {
    byte[] sent = state.get("live/" + session);
    if (sent != null) {
      long number = Long.parseLong(text(sent)) + 1;
      state.put("live/" + session, bytes(Long.toString(number)));
      pushes.add(new Push<>(SessionId.parse(session), bytes(payload), life));
      journal(state, "applied|" + session + "/push|" + number + "|push " + payload + "|" + payload);
    }
  }

  @Override
  public Admission<byte[]> onSessionCreated(State<byte[]> state, Session session, Context context) {
    state.put("live/" + session.id(), bytes("0"));
    journal(state, "created|" + session.id() + "|" + session.capabilities().get(NONCE));
    return Admission.accept();
  }

  @Override
  public List<Push<byte[]>> onSessionExpired(
      State<byte[]> state, Session session, Context context) {
    state.remove("live/" + session.id());
    journal(state, "ended|" + session.id());
    return List.of();
  }

  private static void journal(State<byte[]> state, String line) {
    byte[] length = state.get(LENGTH);
    int number = length == null ? 0 : Integer.parseInt(text(length));
    state.put("%s%06d".formatted(JOURNAL, number), bytes(line));
    state.put(LENGTH, bytes(Integer.toString(number + 1)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
