package io.sojourn.connect;

import io.sojourn.machine.Effect;
import io.sojourn.session.SessionEvent;
import io.sojourn.session.SessionId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The connections of this node by the session that they hold or ask for. A session has two or more
 * while it is being taken over, else at most one.
 */
final class Links {

  private final Map<SessionId, List<Link>> bySession = new ConcurrentHashMap<>();

  /** Adds one before its session is taken over, so that no push is missed. */
  void add(Link link) {
    bySession.merge(
        link.id(),
        List.of(link),
        (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
  }

  void remove(Link link) {
    bySession.computeIfPresent(
        link.id(),
        (session, all) -> {
          List<Link> others = all.stream().filter(other -> other != link).toList();
          return others.isEmpty() ? null : others;
        });
  }

  /** A push is to be sent. Called on the kernel's thread. */
  void push(Effect.Pushed pushed) {
    tell(pushed.to(), link -> link.push(pushed));
  }

  /** Something happened to a session. Called on the kernel's thread. */
  void hear(SessionEvent event) {
    switch (event) {
      case SessionEvent.TakenOver taken -> tell(taken.id(), link -> link.takenOver(taken.epoch()));
      case SessionEvent.Ended ended -> tell(ended.id(), link -> link.ended(ended.session()));
      case SessionEvent.Changed changed -> {}
      case SessionEvent.Removed removed -> {}
    }
  }

  private void tell(SessionId id, Consumer<Link> what) {
    List<Link> links = bySession.get(id);
    if (links != null) {
      links.forEach(what);
    }
  }
}
