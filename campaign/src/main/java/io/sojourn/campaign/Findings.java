package io.sojourn.campaign;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run came to.
 *
 * @param seed of its schedule
 * @param counts rows of a table: what, how much, how much at least
 * @param outages the times in milliseconds from the kill of a leader to the first answer to a
 *     command that was asked for afterwards
 * @param wrong what no correct cluster does; empty if all is well
 */
record Findings(long seed, List<String> counts, List<Long> outages, List<String> wrong) {

  /** Copies the lists; outages are sorted. */
  Findings {
    counts = List.copyOf(counts);
    outages = outages.stream().sorted().toList();
    wrong = List.copyOf(wrong);
  }

  /** One line. */
  String verdict() {
    return wrong.isEmpty()
        ? "seed " + seed + ": nothing is wrong"
        : "seed " + seed + ": WRONG\n" + String.join("\n", wrong);
  }

  private long outage(double quantile) {
    int place = (int) Math.ceil(quantile * outages.size()) - 1;
    return outages.get(Math.max(0, place));
  }

  /** The report in Markdown, but for what happened when. */
  List<String> report() {
    List<String> lines = new ArrayList<>();
    lines.add(verdict());
    lines.add("");
    lines.add("| what | how many | at least |");
    lines.add("|---|---|---|");
    lines.addAll(counts);
    if (!outages.isEmpty()) {
      lines.add("");
      lines.add(
          "From the kill of the leader to the next answer, %d times: median %d ms, p99 %d ms, longest %d ms."
              .formatted(outages.size(), outage(0.5), outage(0.99), outages.getLast()));
    }
    return lines;
  }
}
