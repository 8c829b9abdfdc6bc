package io.sojourn.cli;

/** Text that one thread writes down while others read it. */
final class Transcript {
  private final StringBuilder text = new StringBuilder();

  synchronized void append(CharSequence more) {
    text.append(more);
  }

  synchronized boolean contains(String part) {
    return text.indexOf(part) >= 0;
  }

  @Override
  public synchronized String toString() {
    return text.toString();
  }
}
