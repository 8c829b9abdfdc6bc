package io.sojourn.engine;

import java.util.concurrent.atomic.AtomicInteger;

/** What the writer has appended and the log has not answered. Any thread may answer. */
final class UnderWay {

  /*
   * An entry costs a cluster many times what a command in it costs: messages to every node, a sync on each,
   * threads that wake one another. When an entry is done, its clients ask for more, one after the other; an
   * entry for the first of them, while others are still on their way, would be a small one, and so would
   * be the next. So a few commands wait for a moment: until there are half as many as in an entry that is
   * under way, or until one of those is done. Who is alone never waits.
   */
  private static final int SHARE = 2;

  private final AtomicInteger entries = new AtomicInteger();
  private final AtomicInteger commands = new AtomicInteger();

  void appended(int count) {
    commands.addAndGet(count);
    entries.incrementAndGet();
  }

  void answered(int count) {
    commands.addAndGet(-count);
    entries.decrementAndGet();
  }

  /** How many entries. */
  int entries() {
    return entries.get();
  }

  /** Whether so many commands, at least one, had better wait for more of them. */
  boolean dwarfs(int waiting) {
    return (long) waiting * SHARE * entries.get() < commands.get();
  }
}
