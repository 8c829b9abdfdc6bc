package io.sojourn.check.simulation;

import io.sojourn.check.HistoryRecorder;
import io.sojourn.check.KeyValueSpec;
import io.sojourn.session.SessionId;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Draws what a client does next. Every value that is written is written once in a run. */
final class Drawing {

  private static final int KEYS = 4;

  /**
   * A command.
   *
   * @param id no other has it; ends with {@link #MORTAL} if its push may die of age
   * @param verb what the state machine is to do
   * @param operation its number in the history, or -1 if it has none
   */
  record Drawn(String id, String verb, int operation) {}

  /** Marks what is pushed with a life. */
  static final String MORTAL = "m";

  private final String client;
  private final SplittableRandom random;
  private final HistoryRecorder<KeyValueSpec.Op, KeyValueSpec.Result> history;
  private int commands;
  private final Map<String, String> written = new TreeMap<>();

  Drawing(String client, Scene scene) {
    this.client = client;
    this.random = scene.random();
    this.history = scene.witness().history();
  }

  String key() {
    return "k" + random.nextInt(KEYS);
  }

  Drawn next(SessionId other) {
    String id = client + "-" + ++commands;
    String key = key();
    return switch (random.nextInt(10)) {
      case 0, 1 -> {
        written.put(key, id);
        yield drawn(id, "put " + key + " " + id, new KeyValueSpec.Put(key, id));
      }
      case 2 -> drawn(id, "remove " + key, new KeyValueSpec.Remove(key));
      case 3, 4 -> {
        String old = written.getOrDefault(key, "");
        written.put(key, id);
        yield drawn(
            id,
            "cas " + key + " " + old + " " + id,
            new KeyValueSpec.CompareAndSet(
                key, Optional.of(old).filter(value -> !value.isEmpty()), id));
      }
      case 5 -> drawn(id, "get " + key, new KeyValueSpec.Get(key));
      case 6, 7 -> {
        String counter = "n" + random.nextInt(2);
        yield drawn(id, "increment " + counter, new KeyValueSpec.Increment(counter, 1));
      }
      default -> {
        boolean mortal = random.nextInt(4) == 0;
        yield new Drawn(mortal ? id + MORTAL : id, "tell " + other + " " + (mortal ? 400 : 0), -1);
      }
    };
  }

  private Drawn drawn(String id, String verb, KeyValueSpec.Op op) {
    return new Drawn(id, verb, history.invoke(client, op));
  }

  /** What a reply says, whose result begins at that word. */
  static KeyValueSpec.Result result(String reply, int at) {
    String[] words = reply.split(" ", -1);
    return switch (words[at - 1]) {
      case "value" -> new KeyValueSpec.Value(Optional.of(words[at]).filter(v -> !v.isEmpty()));
      case "swapped" -> new KeyValueSpec.Swapped(Boolean.parseBoolean(words[at]));
      case "counted" -> new KeyValueSpec.Counted(Long.parseLong(words[at]));
      default -> new KeyValueSpec.Done();
    };
  }
}
