package io.sojourn.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the word that somebody meant who mistyped it. */
final class Typo {
  private Typo() {}

  /** The word with the fewest letters that differ; none if a third of them do. */
  static Optional<String> meant(String typed, List<String> words) {
    if (typed.length() > 64) {
      return Optional.empty();
    }
    return words.stream()
        .min(Comparator.comparingInt((String word) -> edits(typed, word)).thenComparing(it -> it))
        .filter(word -> 3 * edits(typed, word) < Math.max(typed.length(), 4));
  }

  /** How many letters have to be put in, taken out, replaced or swapped with the next one. */
  private static int edits(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int best = cost[i - 1][j - 1] + (same ? 0 : 1);
        best = Math.min(best, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          best = Math.min(best, 1 + cost[i - 2][j - 2]);
        }
        cost[i][j] = best;
      }
    }
    return cost[from.length()][to.length()];
  }
}
