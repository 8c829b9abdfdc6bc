package io.sojourn.engine;

import io.sojourn.machine.Effect;
import io.sojourn.session.LiveCode;
import io.sojourn.session.Session;
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
 * The writer keeps it up to date from effects, before anybody is told of them.
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

  private final Map<SessionId, Session> byId = new ConcurrentHashMap<>();
  private final Listing all = new Listing();
  private final Map<String, Listing> byOwner = new ConcurrentHashMap<>();
  private final Map<SessionId, LiveCode> codes = new ConcurrentHashMap<>();
  private final Map<SessionState, AtomicInteger> counts = new EnumMap<>(SessionState.class);
  private volatile long leasesGrantedAt;

  SessionView() {
    for (SessionState state : SessionState.values()) {
      counts.put(state, new AtomicInteger());
    }
  }

  private AtomicInteger countOf(SessionState state) {
    return Objects.requireNonNull(counts.get(state));
  }

  void put(Session session) {
    Session before = byId.put(session.id(), session);
    if (before == null) {
      Position position = new Position(session.createdAt(), session.id());
      all.put(position, session.id());
      byOwner.computeIfAbsent(session.userId(), user -> new Listing()).put(position, session.id());
    } else {
      countOf(before.state()).decrementAndGet();
    }
    countOf(session.state()).incrementAndGet();
  }

  private void remove(Session session) {
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

  void leasesGrantedAt(long at) {
    leasesGrantedAt = at;
  }

  long leasesGrantedAt() {
    return leasesGrantedAt;
  }

  void show(Effect effect) {
    switch (effect) {
      case Effect.SessionChanged changed -> put(changed.session());
      case Effect.SessionEnded ended -> put(ended.session());
      case Effect.SessionRemoved removed -> remove(removed.session());
      case Effect.CodeChanged changed -> put(changed.code());
      case Effect.CodeClosed closed ->
          codes.computeIfPresent(
              closed.host(), (host, code) -> code.code().equals(closed.code()) ? null : code);
      case Effect.LeasesGranted granted -> leasesGrantedAt = granted.at();
      case Effect.TakenOver takenOver -> {}
      case Effect.Pushed pushed -> {}
    }
  }

  Optional<Session> find(SessionId id) {
    return Optional.ofNullable(byId.get(id));
  }

  Optional<LiveCode> codeOf(SessionId host) {
    return Optional.ofNullable(codes.get(host));
  }

  int liveCodes() {
    return codes.size();
  }

  int count(SessionState state) {
    return countOf(state).get();
  }

  SessionPage list(SessionFilter filter, @Nullable Position after, int limit) {
    Listing listing = filter.userId() == null ? all : byOwner.get(filter.userId());
    if (listing == null) {
      return new SessionPage(List.of(), null);
    }
    Collection<SessionId> ids = (after == null ? listing : listing.tailMap(after, false)).values();
    List<Session> page = new ArrayList<>();
    for (SessionId id : ids) {
      Session session = byId.get(id);
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
