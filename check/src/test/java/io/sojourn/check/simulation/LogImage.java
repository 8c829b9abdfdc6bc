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
  private int baseMembers;
  private int members;
  private long membersSince;

  /**
   * An empty log.
   *
   * @param members who is a member before any entry says otherwise, a bit for each node
   */
  LogImage(int members) {
    this.entries = new ArrayList<>();
    this.baseMembers = members;
    this.members = members;
  }

  LogImage(LogImage other) {
    this.entries = new ArrayList<>(other.entries);
    this.snapshot = other.snapshot;
    this.base = other.base;
    this.baseTerm = other.baseTerm;
    this.baseMembers = other.baseMembers;
    this.members = other.members;
    this.membersSince = other.membersSince;
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

  /** Who is a member: what the last entry says that says it, committed or not. */
  int members() {
    return members;
  }

  /** The entry that says so; that of the base or one before it if none after it does. */
  long membersSince() {
    return membersSince;
  }

  /** Who was a member as of an entry from the base on. */
  int membersAt(long index) {
    for (long at = Math.min(index, lastIndex()); at > base; at--) {
      if (get(at).members() != 0) {
        return get(at).members();
      }
    }
    return baseMembers;
  }

  private void lookForMembers() {
    membersSince = lastIndex();
    while (membersSince > base && get(membersSince).members() == 0) {
      membersSince--;
    }
    members = membersAt(membersSince);
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
      case Change.Append append -> {
        entries.add(append.entry());
        if (append.entry().members() != 0) {
          members = append.entry().members();
          membersSince = lastIndex();
        }
      }
      case Change.Truncate truncate -> {
        entries.subList((int) (truncate.from() - base - 1), entries.size()).clear();
        lookForMembers();
      }
      case Change.Install install -> {
        StoredSnapshot installed = install.snapshot();
        if (termAt(installed.index()) == installed.term()) {
          dropUpTo(installed.index());
        } else {
          entries.clear();
        }
        base = installed.index();
        baseTerm = installed.term();
        baseMembers = installed.members();
        snapshot = installed;
        lookForMembers();
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
      baseMembers = membersAt(index);
      entries.subList(0, (int) (index - base)).clear();
      base = index;
    }
  }
}
