package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which connections are bound to which sessions, and for which channels: many of each to many of
 * the other (RFC 8881, 2.10.3.1 and 2.10.5). In memory; from any thread. Looking takes no lock.
 *
 * <p>Whoever binds a connection looks afterwards whether it is still open, and unbinds it if not:
 * what was closed before it was bound does not say so again.
 *
 * @param <C> a connection; two are the same if they are equal
 */
public final class Connections<C> {

  private record Bound<C>(C connection, Binding binding) {}

  private final int perSessionMax;
  private final int perConnectionMax;
  private final ConcurrentHashMap<SessionKey, List<Bound<C>>> bySession = new ConcurrentHashMap<>();
  private final Map<C, Set<SessionKey>> byConnection = new HashMap<>();

  /**
   * Makes an empty table.
   *
   * @param perSessionMax how many connections may be bound to a session
   * @param perConnectionMax how many sessions a connection may be bound to
   */
  public Connections(int perSessionMax, int perConnectionMax) {
    if (perSessionMax < 1 || perConnectionMax < 1) {
      throw new IllegalArgumentException("a session has at least one connection");
    }
    this.perSessionMax = perSessionMax;
    this.perConnectionMax = perConnectionMax;
  }

  /**
   * Binds a connection to a session, for these channels and no other.
   *
   * @return false if the session, or the connection, has as many as may be: NFS4ERR_DELAY for a
   *     BIND_CONN_TO_SESSION
   */
  public synchronized boolean bind(C connection, SessionKey session, Binding binding) {
    boolean known = binding(connection, session) != null;
    if (!known
        && (bySession.getOrDefault(session, List.of()).size() >= perSessionMax
            || isFull(connection))) {
      return false;
    }
    put(connection, session, binding);
    return true;
  }

  /**
   * Binds the connection over which a session was made, which was found not to be {@linkplain
   * #isFull full} before: whatever else was bound since then, a session is never without the
   * connection that made it (18.36.3).
   */
  public synchronized void bindMaker(C connection, SessionKey session, Binding binding) {
    put(connection, session, binding);
  }

  private void put(C connection, SessionKey session, Binding binding) {
    List<Bound<C>> bound = new ArrayList<>(bySession.getOrDefault(session, List.of()));
    bound.removeIf(one -> one.connection().equals(connection));
    bound.add(new Bound<>(connection, binding));
    bySession.put(session, List.copyOf(bound));
    byConnection.computeIfAbsent(connection, c -> new LinkedHashSet<>()).add(session);
  }

  /** Whether a connection is bound to as many sessions as may be: no session is made over it. */
  public boolean isFull(C connection) {
    return count(connection) >= perConnectionMax;
  }

  /** To how many sessions a connection is bound. */
  public synchronized int count(C connection) {
    return byConnection.getOrDefault(connection, Set.of()).size();
  }

  /**
   * Says that a SEQUENCE came over a connection, which binds it to the fore channel (2.10.3.1).
   *
   * @return false if it is not bound and cannot be: NFS4ERR_CONN_NOT_BOUND_TO_SESSION
   */
  public boolean use(C connection, SessionKey session) {
    Binding binding = binding(connection, session);
    if (binding != null && binding.isFore()) {
      return true;
    }
    return bind(connection, session, binding == null ? Binding.FORE : Binding.BOTH);
  }

  /** For which channels a connection is bound to a session; null if it is not. */
  public @Nullable Binding binding(C connection, SessionKey session) {
    List<Bound<C>> bound = bySession.get(session);
    if (bound != null) {
      for (Bound<C> one : bound) {
        if (one.connection().equals(connection)) {
          return one.binding();
        }
      }
    }
    return null;
  }

  /** The connections of a session for callbacks, the one bound last first. */
  public List<C> back(SessionKey session) {
    List<C> back = new ArrayList<>();
    for (Bound<C> one : bySession.getOrDefault(session, List.of())) {
      if (one.binding().isBack()) {
        back.add(0, one.connection());
      }
    }
    return back;
  }

  /** All connections of a session with what they are bound for, in the order of their binding. */
  public Map<C, Binding> of(SessionKey session) {
    Map<C, Binding> all = new LinkedHashMap<>();
    bySession
        .getOrDefault(session, List.of())
        .forEach(one -> all.put(one.connection(), one.binding()));
    return all;
  }

  /** The sessions that a connection is bound to, in the order of their binding. */
  public synchronized List<SessionKey> sessionsOf(C connection) {
    return List.copyOf(byConnection.getOrDefault(connection, Set.of()));
  }

  /** Forgets a connection, and says which sessions it was bound to. */
  public synchronized List<SessionKey> unbind(C connection) {
    Set<SessionKey> sessions = byConnection.remove(connection);
    if (sessions == null) {
      return List.of();
    }
    for (SessionKey session : sessions) {
      bySession.computeIfPresent(
          session,
          (key, bound) -> {
            List<Bound<C>> rest = new ArrayList<>(bound);
            rest.removeIf(one -> one.connection().equals(connection));
            return rest.isEmpty() ? null : List.copyOf(rest);
          });
    }
    return List.copyOf(sessions);
  }

  /** Forgets a session. */
  public synchronized void forget(SessionKey session) {
    List<Bound<C>> bound = bySession.remove(session);
    if (bound != null) {
      for (Bound<C> one : bound) {
        byConnection.computeIfPresent(
            one.connection(),
            (connection, sessions) -> {
              sessions.remove(session);
              return sessions.isEmpty() ? null : sessions;
            });
      }
    }
  }
}
