package io.sojourn.kv;

import io.sojourn.kv.KvReply.Reason;
import io.sojourn.kv.KvReply.Refused;
import io.sojourn.kv.Row.Mark;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who watches what, found by what is watched and by who watches. */
final class Watches {

  private final KvLimits limits;

  Watches(KvLimits limits) {
    this.limits = limits;
  }

  /** Puts a watch on, or says why not. */
  @Nullable Refused watch(Turn turn, Target target) {
    SessionId session = turn.session();
    if (turn.state().get(Names.watcher(target, session)) != null) {
      return null;
    }
    if (turn.holdings(session).watches() >= limits.watches()) {
      return new Refused(
          Reason.TOO_MANY_WATCHES, "A session watches at most " + limits.watches() + " things.");
    }
    if (turn.count(Names.watchers(target)) >= limits.watchers()) {
      return new Refused(
          Reason.TOO_MANY_WATCHERS,
          "At most " + limits.watchers() + " sessions watch the same thing.");
    }
    if (!turn.hasRoomForDebt(session)) {
      return new Refused(
          Reason.PUSHES_WAITING, "The session has too many pushes waiting: acknowledge first.");
    }
    turn.state().put(Names.watcher(target, session), new Mark());
    turn.state().put(Names.watch(session, target), new Mark());
    count(turn, session, target, 1);
    return null;
  }

  KvReply unwatch(Turn turn, Target target) {
    boolean existed = turn.state().get(Names.watcher(target, turn.session())) != null;
    if (existed) {
      remove(turn, turn.session(), target);
    }
    return new KvReply.Unwatched(existed);
  }

  /** Takes the watches of a session off. */
  void ended(Turn turn, SessionId session) {
    String watches = Names.watchesBy(session);
    for (String name : List.copyOf(turn.state().withPrefix(watches).keySet())) {
      boolean prefix = name.charAt(watches.length()) == 'p';
      remove(turn, session, new Target(name.substring(watches.length() + 1), prefix));
    }
  }

  /** Tells everybody who watches a key, once each, whatever of theirs covers it. */
  void tell(Turn turn, String key, long version, KvEvent event) {
    Target itself = Target.key(key);
    // Each is one entry, where looking for watchers is a range.
    boolean byKey = turn.count(Names.watchers(itself)) > 0;
    boolean byPrefix = turn.count(Names.PREFIX_WATCHES) > 0;
    if (!byKey && !byPrefix) {
      return;
    }
    SortedMap<SessionId, List<Target>> watchers = new TreeMap<>();
    if (byKey) {
      collect(turn, itself, watchers);
    }
    if (byPrefix) {
      Set<String> lengths = turn.state().withPrefix(Names.PREFIX_LENGTHS).keySet();
      collectPrefixes(turn, lengths, key, watchers);
    }
    watchers.forEach(
        (session, targets) -> {
          if (turn.hasRoom(session, event)) {
            turn.push(session, event);
            return;
          }
          for (Target target : targets) {
            remove(turn, session, target);
            turn.push(session, new KvEvent.WatchLost(target, version));
          }
        });
  }

  private static void collectPrefixes(
      Turn turn, Set<String> lengths, String key, SortedMap<SessionId, List<Target>> watchers) {
    for (String name : lengths) {
      int length = Names.lengthOf(name);
      if (length > key.length()) {
        break; // in the order of the lengths
      }
      collect(turn, Target.prefix(key.substring(0, length)), watchers);
    }
  }

  private static void collect(
      Turn turn, Target target, SortedMap<SessionId, List<Target>> watchers) {
    String names = Names.watchersOf(target);
    for (String name : turn.state().withPrefix(names).keySet()) {
      SessionId session = SessionId.parse(name.substring(names.length()));
      watchers.computeIfAbsent(session, id -> new ArrayList<>()).add(target);
    }
  }

  private static void remove(Turn turn, SessionId session, Target target) {
    turn.state().remove(Names.watcher(target, session));
    turn.state().remove(Names.watch(session, target));
    count(turn, session, target, -1);
  }

  private static void count(Turn turn, SessionId session, Target target, int by) {
    turn.hold(session, turn.holdings(session).plus(by, 0, 0, 0));
    turn.add(Names.watchers(target), by);
    if (target.prefix()) {
      turn.add(Names.prefixLength(target.text().length()), by);
      turn.add(Names.PREFIX_WATCHES, by);
    }
  }
}
