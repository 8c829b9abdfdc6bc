package io.sojourn.relay;

import io.netty.channel.EventLoop;
import io.sojourn.session.Session;
import io.sojourn.session.SessionEvent;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.session.Sessions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hubs of this node by session. Thread-safe; a hub itself is touched on its own event loop.
 *
 * <p>A hub is put here before its session is looked at, and what ends is told after it can be seen
 * to be over: so whichever comes first, a hub of a dead session does not stay.
 */
final class Hubs {

  private final Relay relay;
  private final Sessions sessions;
  private final Map<SessionId, Hub> byId = new ConcurrentHashMap<>();

  Hubs(Relay relay, Sessions sessions) {
    this.relay = relay;
    this.sessions = sessions;
  }

  int size() {
    return byId.size();
  }

  /**
   * The hub of a host's session; a new one lives on the given event loop, which is the caller's.
   */
  Hub obtain(Session host, EventLoop loop) {
    return byId.computeIfAbsent(
        host.id(),
        id -> {
          Hub made = new Hub(relay, host, loop);
          relay.metrics().hubs.increment();
          Relay.on(loop, made::enterSweep);
          return made;
        });
  }

  /** Called by the hub when it ends. */
  void remove(Hub hub) {
    if (byId.remove(hub.id(), hub)) {
      relay.metrics().hubs.decrement();
      relay.sweepOf(hub.loop()).remove(hub);
    }
  }

  /**
   * Brings the hub up to what has become of a session since it was looked at: its own or that of a
   * viewer that has just entered. On the hub's event loop.
   */
  void catchUp(Hub hub, SessionId id) {
    Session session = sessions.find(id).orElse(null);
    if (session != null && session.state().isLive()) {
      hub.suspended(id, session.state() == SessionState.SUSPENDED);
    } else if (id.equals(hub.id())) {
      hub.end();
    } else {
      hub.viewerEnded(id);
    }
  }

  /** Hears, on the kernel's thread, what happens to sessions. */
  void hear(SessionEvent event) {
    switch (event) {
      case SessionEvent.Ended ended -> ended(ended.session());
      case SessionEvent.TakenOver taken -> {
        Session session = sessions.find(taken.id()).orElse(null);
        if (session != null) {
          SessionId host = Roles.hostOf(session);
          inHub(host == null ? taken.id() : host, hub -> hub.takenOver(taken.id(), taken.epoch()));
        }
      }
      case SessionEvent.Changed changed -> {
        Session session = changed.session();
        SessionId host = Roles.hostOf(session);
        boolean suspended = session.state() == SessionState.SUSPENDED;
        inHub(host == null ? session.id() : host, hub -> hub.suspended(session.id(), suspended));
      }
      case SessionEvent.Removed removed -> {}
    }
  }

  private void ended(Session session) {
    SessionId host = Roles.hostOf(session);
    if (host == null) {
      inHub(session.id(), Hub::end);
    } else {
      inHub(host, hub -> hub.viewerEnded(session.id()));
    }
  }

  private void inHub(SessionId id, Consumer<Hub> action) {
    Hub hub = find(id);
    if (hub != null) {
      Relay.on(hub.loop(), () -> action.accept(hub));
    }
  }

  private @Nullable Hub find(SessionId id) {
    return byId.get(id);
  }
}
