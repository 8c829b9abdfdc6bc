package io.sojourn.machine;

/** Which version of the machine's behaviour counts; it only goes up, by the log. */
final class Behaviour {

  private final int newest;
  private int current = 1;

  /**
   * Begins with the first version.
   *
   * @param newest the newest version that this program has
   */
  Behaviour(int newest) {
    this.newest = newest;
  }

  int current() {
    return current;
  }

  Reply upgrade(int to) {
    requireKnown(to);
    current = Math.max(current, to);
    return new Reply.Upgraded(current);
  }

  void restore(int version) {
    if (version < 1) {
      throw new IllegalArgumentException("versions of the behaviour count from 1");
    }
    requireKnown(version);
    current = version;
  }

  private void requireKnown(int version) {
    if (version > newest) {
      throw new IllegalStateException(
          "the log was upgraded to behaviour "
              + version
              + ", but this program knows behaviours up to "
              + newest
              + ": use a newer program");
    }
  }
}
