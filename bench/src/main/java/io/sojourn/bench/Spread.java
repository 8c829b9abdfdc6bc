package io.sojourn.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The rounds of one measurement. */
final class Spread {

  private final List<Double> rounds = new ArrayList<>();

  void add(double round) {
    rounds.add(round);
  }

  boolean isEmpty() {
    return rounds.isEmpty();
  }

  double median() {
    List<Double> sorted = new ArrayList<>(rounds);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The median, and in brackets the least and the greatest round. */
  String text() {
    if (rounds.isEmpty()) {
      return "-";
    }
    String median = Figures.text(median());
    return rounds.size() == 1
        ? median
        : median
            + " ("
            + Figures.text(Collections.min(rounds))
            + "-"
            + Figures.text(Collections.max(rounds))
            + ")";
  }
}
