package io.sojourn.nfs.tree;

import io.sojourn.machine.SessionDirectory;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.session.TokenHash;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sessions of the kernel in a map. */
final class MapSessions implements SessionDirectory {

  private final TreeMap<SessionId, Session> live = new TreeMap<>();

  /** Makes one live, or changes it. */
  Session put(SessionId id, String user, long lastSeenAt, long version) {
    Session session =
        new Session(
            id,
            user,
            SessionState.ACTIVE,
            1_000,
            86_400_000,
            60_000,
            lastSeenAt,
            0,
            Collections.emptySortedMap(),
            Collections.emptySortedMap(),
            version,
            1,
            new TokenHash(new byte[32]));
    live.put(id, session);
    return session;
  }

  void end(SessionId id) {
    live.remove(id);
  }

  @Override
  public Optional<Session> find(SessionId id) {
    return Optional.ofNullable(live.get(id));
  }

  @Override
  public List<Session> after(@Nullable SessionId id, int max) {
    return (id == null ? live : live.tailMap(id, false)).values().stream().limit(max).toList();
  }
}
