package io.sojourn.campaign;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened when, as lines of text with the time since the start; shown while it happens.
 *
 * <p>Thread-safe.
 */
final class Journal {

  private final long begin = System.nanoTime();
  private final List<String> lines = new ArrayList<>();
  private final PrintStream out;

  Journal(PrintStream out) {
    this.out = out;
  }

  /** Notes a line. */
  synchronized void note(String text) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    String line = String.format(Locale.ROOT, "%8.2f s  %s", seconds, text);
    lines.add(line);
    out.println(line);
  }

  /** All lines so far. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }
}
