package io.sojourn.cli;

/** The size of a terminal in character cells, each side at least 1 and at most 1000. */
record WindowSize(int columns, int rows) {
  static final WindowSize USUAL = new WindowSize(80, 24);
  private static final int SIDE_MAX = 1000;

  WindowSize {
    columns = Math.clamp(columns, 1, SIDE_MAX);
    rows = Math.clamp(rows, 1, SIDE_MAX);
  }

  @Override
  public String toString() {
    return columns + "x" + rows;
  }
}
