package io.sojourn.bench;

import java.nio.file.Path;

/**
 * How a benchmark is to be run.
 *
 * @param root the project's folder
 * @param scratch where servers put their files
 * @param quick a rough answer in about a minute instead of a good one
 * @param rounds how often the systems take turns
 */
record Setting(Path root, Scratch scratch, boolean quick, int rounds) {

  /** How often the systems take turns if nobody says so. */
  static int usualRounds(boolean quick) {
    return quick ? 3 : 5;
  }

  double seconds(double good, double rough) {
    return quick ? rough : good;
  }
}
