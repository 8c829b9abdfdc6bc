package io.sojourn.check.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot and the entries after it: what is in memory, or what is on disk. */
final class LogImage {

  /** One change, as it is written to disk. */
  sealed interface Change {
    record Append(LogEntry entry) implements Change {}

    record Truncate(long from) implements Change {}

    record Install(StoredSnapshot snapshot) implements Change {}

    /** A snapshot of this node's own, after which the entries up to {@code base} are dropped. */
    record Save(StoredSnapshot snapshot, long base) implements Change {}
  }

  private final List<LogEntry> entries;
  private @Nullable StoredSnapshot snapshot;
  private long base;
  private long baseTerm;

  LogImage() {
    this.entries = new ArrayList<>();
  }

  LogImage(LogImage other) {
    this.entries = new ArrayList<>(other.entries);
    this.snapshot = other.snapshot;
    this.base = other.base;
    this.baseTerm = other.baseTerm;
  }

  @Nullable StoredSnapshot snapshot() {
    return snapshot;
  }

  /** The last entry that is there no more; 0 if all are. */
  long base() {
    return base;
  }

  long lastIndex() {
    return base + entries.size();
  }

  long lastTerm() {
    return termAt(lastIndex());
  }

  /** The term of an entry from the base on; -1 for one that is not there. */
  long termAt(long index) {
    if (index == base) {
      return baseTerm;
    }
    return index < base || index > lastIndex() ? -1 : get(index).term();
  }

  /** Whether a log that ends so has all committed entries that this one has. */
  boolean isCoveredBy(long term, long index) {
    return term > lastTerm() || (term == lastTerm() && index >= lastIndex());
  }

  LogEntry get(long index) {
    return entries.get((int) (index - base - 1));
  }

  /** At most so many entries from that one on. */
  List<LogEntry> from(long index, int max) {
    int start = (int) (index - base - 1);
    return List.copyOf(entries.subList(start, Math.min(entries.size(), start + max)));
  }

  void apply(Change change) {
    switch (change) {
      case Change.Append append -> entries.add(append.entry());
      case Change.Truncate truncate ->
          entries.subList((int) (truncate.from() - base - 1), entries.size()).clear();
      case Change.Install install -> {
        StoredSnapshot installed = install.snapshot();
        if (termAt(installed.index()) == installed.term()) {
          dropUpTo(installed.index());
        } else {
          entries.clear();
        }
        base = installed.index();
        baseTerm = installed.term();
        snapshot = installed;
      }
      case Change.Save save -> {
        dropUpTo(save.base());
        snapshot = save.snapshot();
      }
    }
  }

  private void dropUpTo(long index) {
    if (index > base) {
      baseTerm = termAt(index);
      entries.subList(0, (int) (index - base)).clear();
      base = index;
    }
  }
}
