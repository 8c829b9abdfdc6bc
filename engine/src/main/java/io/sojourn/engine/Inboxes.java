package io.sojourn.engine;

import io.sojourn.machine.Effect;
import io.sojourn.session.SessionEvent;
import io.sojourn.session.SessionId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The inboxes of the clients in this process, by session. A session has two while it is being taken
 * over, else one.
 */
final class Inboxes {

  private final Map<SessionId, List<Inbox>> bySession = new ConcurrentHashMap<>();

  /** Opens an inbox before the session is asked for, so that no push is missed. */
  Inbox open(SessionId id) {
    Inbox inbox = new Inbox();
    bySession.merge(id, List.of(inbox), Inboxes::both);
    return inbox;
  }

  private static List<Inbox> both(List<Inbox> some, List<Inbox> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  /** Closes an inbox. */
  void close(SessionId id, Inbox inbox) {
    bySession.computeIfPresent(
        id,
        (session, all) -> {
          List<Inbox> others = all.stream().filter(other -> other != inbox).toList();
          return others.isEmpty() ? null : others;
        });
    inbox.end();
  }

  /** Closes the inboxes of a session but for that of the connection that took it over. */
  void takeOver(SessionId id, Inbox by) {
    for (Inbox inbox : bySession.getOrDefault(id, List.of())) {
      if (inbox != by) {
        close(id, inbox);
      }
    }
  }

  void deliver(Effect.Pushed push) {
    bySession.getOrDefault(push.to(), List.of()).forEach(inbox -> inbox.offer(push));
  }

  void heard(SessionEvent event) {
    if (event instanceof SessionEvent.Ended ended) {
      List<Inbox> closed = bySession.remove(ended.id());
      if (closed != null) {
        closed.forEach(Inbox::end);
      }
    }
  }

  void closeAll() {
    bySession.values().forEach(all -> all.forEach(Inbox::end));
    bySession.clear();
  }
}
