package io.sojourn.bench;

import java.nio.file.Path;

/**
 * How a benchmark is to be run.
 *
 * @param root the project's folder
 * @param scratch where servers put their files
 * @param quick a rough answer in about a minute instead of a good one
 */
record Setting(Path root, Scratch scratch, boolean quick) {

  /** How often the systems take turns. */
  int rounds() {
    return quick ? 3 : 5;
  }

  double seconds(double good, double rough) {
    return quick ? rough : good;
  }
}
