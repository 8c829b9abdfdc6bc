package io.sojourn.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The results of one benchmark: for each measure and each system the rounds that were run. Prints a
 * table with one row per measure and one column per system, then the ratios of medians.
 */
final class Board {

  private final List<String> systems;
  private final Map<String, Map<String, Spread>> measures = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Set<String> compared = new LinkedHashSet<>();

  /** Makes a board; the first system is the one that the others are compared with. */
  Board(List<String> systems) {
    this.systems = List.copyOf(systems);
  }

  /** Adds a round of a measure whose medians are compared. */
  void add(String measure, String system, double round) {
    compared.add(measure);
    note(measure, system, round);
  }

  /** Adds a round of a measure that is only shown. */
  void note(String measure, String system, double round) {
    measures
        .computeIfAbsent(measure, m -> new LinkedHashMap<>())
        .computeIfAbsent(system, s -> new Spread())
        .add(round);
  }

  /** Says why a system was not measured. */
  void missing(String system, String why) {
    missing.put(system, why);
  }

  void print(PrintStream out) {
    String[] headings = new String[systems.size() + 1];
    headings[0] = "median (min-max)";
    for (int i = 0; i < systems.size(); i++) {
      headings[i + 1] = systems.get(i);
    }
    Table table = new Table(headings);
    measures.forEach(
        (measure, spreads) -> {
          String[] cells = new String[systems.size() + 1];
          cells[0] = measure;
          for (int i = 0; i < systems.size(); i++) {
            Spread spread = spreads.get(systems.get(i));
            cells[i + 1] = spread == null ? "-" : spread.text();
          }
          table.row(cells);
        });
    table.print(out);
    missing.forEach((system, why) -> out.println(system + ": " + why));
    printRatios(out);
  }

  private void printRatios(PrintStream out) {
    String first = systems.getFirst();
    for (String measure : compared) {
      Map<String, Spread> spreads = measures.getOrDefault(measure, Map.of());
      Spread ours = spreads.get(first);
      if (ours == null) {
        continue;
      }
      for (String peer : systems.subList(1, systems.size())) {
        Spread theirs = spreads.get(peer);
        if (theirs != null && theirs.median() != 0) {
          String ratio = Figures.ratio(ours.median() / theirs.median());
          out.println(measure + ": " + first + " / " + peer + " = " + ratio);
        }
      }
    }
    out.println();
  }
}
