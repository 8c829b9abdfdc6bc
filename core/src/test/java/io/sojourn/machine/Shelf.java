package io.sojourn.machine;

import io.sojourn.session.Session;
import java.util.ArrayDeque;
import java.util.stream.Collectors;

/**
 * A service for tests. A command is a list of words between semicolons: {@code put N V} writes,
 * {@code drop N} removes, {@code mark} makes a savepoint, {@code back} goes back to the last one
 * and forgets it, {@code list P} names the entries with a prefix, {@code set T N V} writes under a
 * number of a table, {@code unset T N} removes, {@code table T} lists it, {@code now} tells the
 * moment, {@code live N} names so many live sessions, {@code reply N} answers N bytes, {@code
 * throw} fails. The reply is that of the last word that has one. Golden transcripts were made with
 * it: it may learn words, but changes none.
 */
public final class Shelf implements ServiceMachine {

  private final String name;

  /** Makes one of a name. */
  public Shelf(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte[] apply(ServiceState state, byte[] command, Context context) {
    ArrayDeque<Integer> marks = new ArrayDeque<>();
    String reply = "";
    for (String step : Kernel.text(command).split(";", -1)) {
      String[] words = step.split(" ", -1);
      switch (words[0]) {
        case "put" -> state.put(words[1], Kernel.bytes(words[2]));
        case "drop" -> state.remove(words[1]);
        case "mark" -> marks.push(state.savepoint());
        case "back" -> state.rollBackTo(marks.pop());
        case "list" -> reply = list(state, words[1]);
        case "now" -> reply = context.index() + " " + context.clusterTime();
        case "set" -> state.put(key(words), Long.parseLong(words[2]), Kernel.bytes(words[3]));
        case "unset" -> state.remove(key(words), Long.parseLong(words[2]));
        case "table" -> reply = table(state, key(words));
        case "live" -> reply = live(context.sessions(), Integer.parseInt(words[1]));
        case "reply" -> reply = "x".repeat(Integer.parseInt(words[1]));
        default -> throw new IllegalArgumentException(step);
      }
    }
    return Kernel.bytes(reply);
  }

  @Override
  public byte[] query(ServiceState readOnly, byte[] query, Context context) {
    return apply(readOnly, query, context);
  }

  private static String list(ServiceState state, String prefix) {
    return state.withPrefix(prefix).entrySet().stream()
        .map(entry -> entry.getKey() + "=" + Kernel.text(entry.getValue()))
        .collect(Collectors.joining(","));
  }

  private static TableKey key(String[] words) {
    return TableKey.of(1, Long.parseLong(words[1]));
  }

  private static String table(ServiceState state, TableKey table) {
    return state.from(table, 0, Integer.MAX_VALUE).stream()
        .map(entry -> entry.number() + "=" + Kernel.text(entry.value()))
        .collect(Collectors.joining(","));
  }

  private static String live(SessionDirectory sessions, int max) {
    return sessions.after(null, max).stream()
        .map(Session::id)
        .map(id -> Long.toHexString(id.low()))
        .collect(Collectors.joining(","));
  }
}
