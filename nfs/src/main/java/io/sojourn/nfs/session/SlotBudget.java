package io.sojourn.nfs.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the kept replies of all sessions may take together. Over it, sessions are asked
 * for slots back; nobody is refused. From any thread.
 */
public final class SlotBudget {

  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * Makes one.
   *
   * @param bytesMax how many bytes of replies may be kept before slots are asked back, at least 0
   */
  public SlotBudget(long bytesMax) {
    if (bytesMax < 0) {
      throw new IllegalArgumentException("less than no memory");
    }
    this.bytesMax = bytesMax;
  }

  void add(long difference) {
    bytes.addAndGet(difference);
  }

  /** Whether more is kept than the budget has. */
  public boolean isOver() {
    return bytes.get() > bytesMax;
  }

  /** How many bytes of replies are kept. */
  public long bytes() {
    return bytes.get();
  }
}
