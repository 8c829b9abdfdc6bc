package io.sojourn.engine;

import io.sojourn.machine.Effect;
import io.sojourn.machine.SessionMachine;
import io.sojourn.session.LiveCode;
import io.sojourn.session.Session;
import io.sojourn.session.SessionEvent;
import io.sojourn.session.SessionFilter;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionPage;
import io.sojourn.session.SessionPage.Position;
import io.sojourn.session.SessionState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What has been applied, for reading by any thread: the sessions by id, newest first, and by owner.
 * Kept up to date from effects, before anybody is told of them, by one thread at a time.
 */
final class SessionView {

  /** Newest first; sessions of one millisecond in the order of their ids. */
  private static final Comparator<Position> NEWEST_FIRST =
      Comparator.comparingLong(Position::createdAt).reversed().thenComparing(Position::id);

  private static final class Listing extends ConcurrentSkipListMap<Position, SessionId> {
    private static final long serialVersionUID = 1;

    Listing() {
      super(NEWEST_FIRST);
    }
  }

  /** Everything as of one index, replaced as a whole when the machine's state is. */
  private static final class Tables {
    final Map<SessionId, Session> byId = new ConcurrentHashMap<>();
    final Listing all = new Listing();
    final Map<String, Listing> byOwner = new ConcurrentHashMap<>();
    final Map<SessionId, LiveCode> codes = new ConcurrentHashMap<>();
    final Map<SessionState, AtomicInteger> counts = new EnumMap<>(SessionState.class);
    volatile long leasesGrantedAt;

    Tables() {
      for (SessionState state : SessionState.values()) {
        counts.put(state, new AtomicInteger());
      }
    }

    AtomicInteger countOf(SessionState state) {
      return Objects.requireNonNull(counts.get(state));
    }

    void put(Session session) {
      Session before = byId.put(session.id(), session);
      if (before == null) {
        Position position = new Position(session.createdAt(), session.id());
        all.put(position, session.id());
        byOwner
            .computeIfAbsent(session.userId(), user -> new Listing())
            .put(position, session.id());
      } else {
        countOf(before.state()).decrementAndGet();
      }
      countOf(session.state()).incrementAndGet();
    }

    void remove(Session session) {
      Session before = byId.remove(session.id());
      if (before == null) {
        return;
      }
      countOf(before.state()).decrementAndGet();
      Position position = new Position(session.createdAt(), session.id());
      all.remove(position);
      byOwner.computeIfPresent(
          session.userId(),
          (user, listing) -> {
            listing.remove(position);
            return listing.isEmpty() ? null : listing;
          });
    }

    void put(LiveCode code) {
      codes.put(code.host(), code);
    }
  }

  private static final int ADDRESSES_MAX = 1024;

  private volatile Tables tables = new Tables();
  private final Map<String, String> addresses = new ConcurrentHashMap<>();

  /**
   * Shows the state of a machine instead of what was shown before. Readers see the one or the
   * other.
   *
   * @return what happened to the sessions between the two states, as far as that can be told
   */
  List<SessionEvent> replace(SessionMachine machine) {
    Map<SessionId, Session> before = tables.byId;
    fill(machine);
    return between(before, tables.byId, machine.clusterTime());
  }

  /** Shows the state of a machine and nothing else. */
  void fill(SessionMachine machine) {
    Tables next = new Tables();
    machine.forEach(next::put, next::put);
    next.leasesGrantedAt = machine.leasesGrantedAt();
    machine.leader().ifPresent(leader -> noteAddress(leader.node(), leader.address()));
    tables = next;
  }

  /** Nodes come and go, but are never many: what is over the bound is an error elsewhere. */
  private void noteAddress(String node, String address) {
    if (addresses.size() < ADDRESSES_MAX || addresses.containsKey(node)) {
      addresses.put(node, address);
    }
  }

  /** Where a node is to be reached, as it said when it led last; empty if it never did. */
  String addressOf(String node) {
    return addresses.getOrDefault(node, "");
  }

  private static List<SessionEvent> between(
      Map<SessionId, Session> before, Map<SessionId, Session> after, long now) {
    List<SessionEvent> events = new ArrayList<>();
    for (Session old : before.values()) {
      if (!after.containsKey(old.id())) {
        if (old.state().isLive()) {
          // It died and was forgotten meanwhile; of what it died is forgotten too.
          events.add(new SessionEvent.Ended(old.movedTo(SessionState.EXPIRED, now)));
        }
        events.add(new SessionEvent.Removed(old.id()));
      }
    }
    for (Session session : after.values()) {
      Session old = before.get(session.id());
      if (old != null && old.epoch() != session.epoch()) {
        events.add(new SessionEvent.TakenOver(session.id(), session.epoch()));
      }
      if (old != null && old.state().isLive() && !session.state().isLive()) {
        events.add(new SessionEvent.Ended(session));
      } else if (!session.equals(old)) {
        events.add(new SessionEvent.Changed(session));
      }
    }
    return events;
  }

  long leasesGrantedAt() {
    return tables.leasesGrantedAt;
  }

  void show(Effect effect) {
    Tables shown = tables;
    switch (effect) {
      case Effect.SessionChanged changed -> shown.put(changed.session());
      case Effect.SessionEnded ended -> shown.put(ended.session());
      case Effect.SessionRemoved removed -> shown.remove(removed.session());
      case Effect.CodeChanged changed -> shown.put(changed.code());
      case Effect.CodeClosed closed ->
          shown.codes.computeIfPresent(
              closed.host(), (host, code) -> code.code().equals(closed.code()) ? null : code);
      case Effect.LeasesGranted granted -> {
        shown.leasesGrantedAt = granted.at();
        noteAddress(granted.node(), granted.address());
      }
      case Effect.TakenOver takenOver -> {}
      case Effect.Pushed pushed -> {}
      case Effect.PushDied died -> {}
      case Effect.SettingChanged changed -> {}
    }
  }

  Optional<Session> find(SessionId id) {
    return Optional.ofNullable(tables.byId.get(id));
  }

  Optional<LiveCode> codeOf(SessionId host) {
    return Optional.ofNullable(tables.codes.get(host));
  }

  int liveCodes() {
    return tables.codes.size();
  }

  int count(SessionState state) {
    return tables.countOf(state).get();
  }

  SessionPage list(SessionFilter filter, @Nullable Position after, int limit) {
    Tables shown = tables;
    Listing listing = filter.userId() == null ? shown.all : shown.byOwner.get(filter.userId());
    if (listing == null) {
      return new SessionPage(List.of(), null);
    }
    Collection<SessionId> ids = (after == null ? listing : listing.tailMap(after, false)).values();
    List<Session> page = new ArrayList<>();
    for (SessionId id : ids) {
      Session session = shown.byId.get(id);
      if (session == null || !filter.matches(session)) {
        continue;
      }
      if (page.size() == limit) {
        Session last = page.getLast();
        return new SessionPage(page, new Position(last.createdAt(), last.id()));
      }
      page.add(session);
    }
    return new SessionPage(page, null);
  }
}
