package io.sojourn.kv;

import io.sojourn.kv.KvReply.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the machine does, in the most naive way: everything is found by going through everything.
 */
final class Model {

  private record Watch(int session, Target target) {}

  private static final class Lock {
    int holder;
    long token;
    final Deque<Integer> waiters = new ArrayDeque<>();
  }

  private final KvLimits limits;
  private final int pushesMax;
  private final TreeMap<String, KvEntry> entries = new TreeMap<>();
  private final List<Watch> watches = new ArrayList<>();
  private final TreeMap<String, Lock> locks = new TreeMap<>();
  private final Map<Integer, Integer> waiting = new TreeMap<>();
  private long version;

  final List<Map.Entry<Integer, KvEvent>> told = new ArrayList<>();

  Model(KvLimits limits, int pushesMax) {
    this.limits = limits;
    this.pushesMax = pushesMax;
  }

  void acknowledge(int session, int pushes) {
    waiting.merge(session, -pushes, Integer::sum);
  }

  int waiting(int session) {
    return waiting.getOrDefault(session, 0);
  }

  Set<String> keys() {
    return Set.copyOf(entries.keySet());
  }

  KvReply ask(int session, KvCommand command) {
    told.clear();
    return switch (command) {
      case KvCommand.Put c -> set(session, c.key(), c.value(), c.ephemeral());
      case KvCommand.Get c -> {
        KvEntry entry = entries.get(c.key());
        yield entry == null ? new KvReply.NotFound() : new KvReply.Found(entry);
      }
      case KvCommand.Delete c -> delete(c);
      case KvCommand.CompareAndSet c -> compareAndSet(session, c);
      case KvCommand.Increment c -> increment(c);
      case KvCommand.List c -> list(c);
      case KvCommand.Watch c -> watch(session, c.target());
      case KvCommand.Unwatch c ->
          new KvReply.Unwatched(watches.remove(new Watch(session, c.target())));
      case KvCommand.Lock c -> lock(session, c);
      case KvCommand.Unlock c -> unlock(session, c);
      case KvCommand.Holder c -> {
        Lock lock = locks.get(c.name());
        yield lock == null ? new KvReply.Free() : held(lock);
      }
    };
  }

  private KvReply set(int session, String key, Value value, boolean ephemeral) {
    KvEntry before = entries.get(key);
    if (ephemeral) {
      boolean own = before != null && Machine.id(session).equals(before.owner());
      long owned =
          entries.values().stream().filter(e -> Machine.id(session).equals(e.owner())).count();
      if (!own && owned >= limits.ephemerals()) {
        return new KvReply.Refused(Reason.TOO_MANY_EPHEMERALS, "");
      }
    }
    write(new KvEntry(key, value, ++version, ephemeral ? Machine.id(session) : null));
    return new KvReply.Written(version, before == null ? 0 : before.version());
  }

  private void write(KvEntry entry) {
    entries.put(entry.key(), entry);
    tell(entry.key(), new KvEvent.EntryChanged(entry));
  }

  private void remove(String key) {
    entries.remove(key);
    tell(key, new KvEvent.EntryRemoved(key, ++version));
  }

  private KvReply delete(KvCommand.Delete c) {
    KvEntry entry = entries.get(c.key());
    if (entry == null) {
      return new KvReply.NotFound();
    }
    if (c.version() != 0 && c.version() != entry.version()) {
      return new KvReply.Mismatch(entry);
    }
    remove(c.key());
    return new KvReply.Removed(version);
  }

  private KvReply compareAndSet(int session, KvCommand.CompareAndSet c) {
    KvEntry entry = entries.get(c.key());
    boolean same =
        switch (c.expected()) {
          case KvCommand.Expected.Absent absent -> entry == null;
          case KvCommand.Expected.AtVersion at -> entry != null && entry.version() == at.version();
          case KvCommand.Expected.Equal equal ->
              entry != null && entry.value().toString().equals(equal.value().toString());
        };
    return same ? set(session, c.key(), c.value(), c.ephemeral()) : new KvReply.Mismatch(entry);
  }

  private KvReply increment(KvCommand.Increment c) {
    KvEntry entry = entries.get(c.key());
    try {
      String before = entry == null ? "0" : entry.value().text().orElseThrow();
      long sum = Math.addExact(Long.parseLong(before), c.by());
      write(
          new KvEntry(
              c.key(), Value.of("" + sum), ++version, entry == null ? null : entry.owner()));
      return new KvReply.Counted(sum, version);
    } catch (NumberFormatException e) {
      return new KvReply.Refused(Reason.NOT_A_NUMBER, "");
    } catch (ArithmeticException e) {
      return new KvReply.Refused(Reason.OVERFLOW, "");
    }
  }

  private KvReply list(KvCommand.List c) {
    if (c.limit() < 1) {
      return new KvReply.Refused(Reason.INVALID_PAGE, "");
    }
    List<KvEntry> all =
        entries.values().stream()
            .filter(e -> e.key().startsWith(c.prefix()) && e.key().compareTo(c.after()) > 0)
            .map(e -> c.keysOnly() ? new KvEntry(e.key(), Value.EMPTY, e.version(), e.owner()) : e)
            .toList();
    int shown = Math.min(c.limit(), all.size());
    return new KvReply.Listing(all.subList(0, shown), shown < all.size());
  }

  private KvReply watch(int session, Target target) {
    Watch watch = new Watch(session, target);
    if (!watches.contains(watch)) {
      if (watches.stream().filter(w -> w.session() == session).count() >= limits.watches()) {
        return new KvReply.Refused(Reason.TOO_MANY_WATCHES, "");
      }
      if (watches.stream().filter(w -> w.target().equals(target)).count() >= limits.watchers()) {
        return new KvReply.Refused(Reason.TOO_MANY_WATCHERS, "");
      }
      if (room(session) < debts(session) + 1) {
        return new KvReply.Refused(Reason.PUSHES_WAITING, "");
      }
      watches.add(watch);
    }
    List<KvEntry> now = entries.values().stream().filter(e -> target.covers(e.key())).toList();
    int shown = Math.min(limits.page(), now.size());
    return new KvReply.Watching(version, now.subList(0, shown), shown < now.size());
  }

  private int room(int session) {
    return pushesMax - waiting(session);
  }

  private int debts(int session) {
    long waits = locks.values().stream().filter(l -> l.waiters.contains(session)).count();
    return (int) (waits + watches.stream().filter(w -> w.session() == session).count());
  }

  private void tell(String key, KvEvent event) {
    Set<Integer> sessions = new TreeSet<>();
    watches.stream().filter(w -> w.target().covers(key)).forEach(w -> sessions.add(w.session()));
    for (int session : sessions) {
      if (room(session) - 1 >= debts(session)) {
        push(session, event);
        continue;
      }
      // Told in the order: the key itself, then prefixes, the shortest first.
      watches.stream()
          .filter(w -> w.session() == session && w.target().covers(key))
          .map(Watch::target)
          .sorted(
              (a, b) ->
                  a.prefix() == b.prefix()
                      ? a.text().length() - b.text().length()
                      : a.prefix() ? 1 : -1)
          .toList()
          .forEach(
              target -> {
                watches.remove(new Watch(session, target));
                push(session, new KvEvent.WatchLost(target, version));
              });
    }
  }

  private void push(int session, KvEvent event) {
    waiting.merge(session, 1, Integer::sum);
    told.add(Map.entry(session, event));
  }

  private KvReply lock(int session, KvCommand.Lock c) {
    Lock lock = locks.get(c.name());
    if (lock != null && lock.holder == session) {
      return new KvReply.Locked(lock.token);
    }
    if (lock != null && lock.waiters.contains(session) && c.queue()) {
      return new KvReply.Queued(List.copyOf(lock.waiters).indexOf(session));
    }
    if (lock != null && !c.queue()) {
      return held(lock);
    }
    long claims =
        locks.values().stream()
            .filter(l -> l.holder == session || l.waiters.contains(session))
            .count();
    if (claims >= limits.locks()) {
      return new KvReply.Refused(Reason.TOO_MANY_LOCKS, "");
    }
    if (lock == null) {
      lock = new Lock();
      lock.holder = session;
      lock.token = ++version;
      locks.put(c.name(), lock);
      return new KvReply.Locked(version);
    }
    if (lock.waiters.size() >= limits.waiters()) {
      return new KvReply.Refused(Reason.TOO_MANY_WAITERS, "");
    }
    if (room(session) < debts(session) + 1) {
      return new KvReply.Refused(Reason.PUSHES_WAITING, "");
    }
    version++;
    lock.waiters.add(session);
    return new KvReply.Queued(lock.waiters.size() - 1);
  }

  private static KvReply held(Lock lock) {
    return new KvReply.Held(Machine.id(lock.holder), lock.token, lock.waiters.size());
  }

  private KvReply unlock(int session, KvCommand.Unlock c) {
    Lock lock = locks.get(c.name());
    if (lock == null || (lock.holder != session && !lock.waiters.contains(session))) {
      return new KvReply.Refused(Reason.NOT_HELD, "");
    }
    boolean holds = lock.holder == session;
    if (c.token() != 0 && !(holds && c.token() == lock.token)) {
      return new KvReply.Refused(Reason.NOT_HELD, "");
    }
    giveBack(session, c.name(), lock);
    return new KvReply.Unlocked(holds);
  }

  private void giveBack(int session, String name, Lock lock) {
    if (lock.holder != session) {
      lock.waiters.remove(session);
      return;
    }
    Integer next = lock.waiters.poll();
    if (next == null) {
      locks.remove(name);
      return;
    }
    lock.holder = next;
    lock.token = ++version;
    push(next, new KvEvent.LockGranted(name, version));
  }

  /** The session ends: its watches first, then its keys in order, then its locks in order. */
  void end(int session) {
    told.clear();
    watches.removeIf(w -> w.session() == session);
    for (KvEntry entry : List.copyOf(entries.values())) {
      if (Machine.id(session).equals(entry.owner())) {
        remove(entry.key());
      }
    }
    for (String name : List.copyOf(locks.keySet())) {
      Lock lock = locks.get(name);
      if (lock != null && (lock.holder == session || lock.waiters.contains(session))) {
        giveBack(session, name, lock);
      }
    }
    waiting.remove(session);
  }
}
