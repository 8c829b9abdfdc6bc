package io.sojourn.campaign;

import io.sojourn.check.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much happened, and how much had to happen for a run to show anything (O10). */
final class Counts {

  private record Count(long number, long least) {}

  private final Map<String, Count> counts = new LinkedHashMap<>();

  /** Notes a count. */
  void count(String what, long number, long least) {
    counts.put(what, new Count(number, least));
  }

  /** What was too little. */
  List<Violation> vacuous() {
    List<Violation> found = new ArrayList<>();
    counts.forEach(
        (what, count) -> {
          if (count.number() < count.least()) {
            found.add(new Violation.Vacuous(what, count.number(), count.least()));
          }
        });
    return found;
  }

  /** A row of a table for each. */
  List<String> rows() {
    List<String> rows = new ArrayList<>();
    counts.forEach(
        (what, count) ->
            rows.add("| " + what + " | " + count.number() + " | " + count.least() + " |"));
    return rows;
  }
}
