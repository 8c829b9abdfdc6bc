package io.sojourn.nfs;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.session.ReferringCalls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests by which delegations were given lately. A callback may overtake the reply that tells
 * of the delegation; it names the request then, and the client waits for the reply first (RFC 8881,
 * 2.10.6.3). From any thread.
 */
final class Grants {

  /** Those that count are the ones whose reply may be on its way: few, and the newest. */
  private static final int RECENT_MAX = 4096;

  private record Request(SessionKey session, long slot, long sequence) {}

  private final Map<StateId, Request> recent =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<StateId, Request> eldest) {
          return size() > RECENT_MAX;
        }
      };

  /** A request got a delegation. */
  synchronized void note(StateId delegation, SessionKey session, long slot, long sequence) {
    recent.put(delegation, new Request(session, slot, sequence));
  }

  /**
   * What a callback about a delegation has to name: the request that got it, unless the client has
   * used its slot again and so has seen the reply.
   */
  List<ReferringCalls> of(StateId delegation, Reign reign) {
    Request request;
    synchronized (this) {
      request = recent.get(delegation);
    }
    LiveSession live = request == null ? null : reign.session(request.session);
    if (request == null || live == null || !isNewest(request, live)) {
      return List.of();
    }
    return List.of(
        new ReferringCalls(
            request.session, List.of(new ReferringCalls.Call(request.sequence, request.slot))));
  }

  private static boolean isNewest(Request request, LiveSession live) {
    return live.session().fore().image().slots().stream()
        .anyMatch(slot -> slot.slot() == request.slot && slot.sequence() == request.sequence);
  }
}
