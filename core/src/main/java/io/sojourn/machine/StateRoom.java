package io.sojourn.machine;

/** How many entries a state has and how long they are together, and how much that may be. */
final class StateRoom {

  private final int entriesMax;
  private final long bytesMax;
  private int entries;
  private long bytes;

  StateRoom(int entriesMax, long bytesMax) {
    this.entriesMax = entriesMax;
    this.bytesMax = bytesMax;
  }

  /**
   * Looks whether there is room for that much more.
   *
   * @throws StateFullException if there is not
   */
  void require(int moreEntries, long moreBytes) {
    if (moreEntries > 0 && entries + moreEntries > entriesMax) {
      throw new StateFullException("the state has at most " + entriesMax + " entries");
    }
    if (bytes + moreBytes > bytesMax) {
      throw new StateFullException("the state has at most " + bytesMax + " bytes");
    }
  }

  /** Counts what has come, or gone if the numbers are negative. */
  void count(int moreEntries, long moreBytes) {
    entries += moreEntries;
    bytes += moreBytes;
  }

  int entries() {
    return entries;
  }

  long bytes() {
    return bytes;
  }
}
