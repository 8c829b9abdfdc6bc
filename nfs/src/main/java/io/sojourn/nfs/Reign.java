package io.sojourn.nfs;

import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.machine.ClientImage;
import io.sojourn.nfs.machine.SessionImage;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.BackChannel;
import io.sojourn.nfs.session.Binding;
import io.sojourn.nfs.session.Connections;
import io.sojourn.nfs.session.ForeChannel;
import io.sojourn.nfs.session.Leases;
import io.sojourn.nfs.session.NfsSession;
import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.session.SlotBudget;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the door knows as long as this node leads, and forgets with that: live sessions, bound
 * connections, leases, recalls under way. From any thread.
 */
final class Reign {

  private final LongSupplier clock;
  private final SlotBudget budget;
  private final Connections<Peer> connections;
  private final Leases leases;
  private final Grants grants = new Grants();
  private final Map<Long, LiveClient> clients = new ConcurrentHashMap<>();
  private final Map<SessionKey, LiveSession> sessions = new ConcurrentHashMap<>();
  private final Recalls recalls;
  private final Set<SessionKey> gone = Collections.newSetFromMap(new Recent());

  /** The sessions that ended last: one that was being looked up meanwhile must not come back. */
  private static final class Recent extends LinkedHashMap<SessionKey, Boolean> {
    private static final long serialVersionUID = 1;
    private static final int MAX = 4096;

    @Override
    protected boolean removeEldestEntry(Map.Entry<SessionKey, Boolean> eldest) {
      return size() > MAX;
    }
  }

  /**
   * Begins.
   *
   * @param known the clients that there are: their leases begin now
   * @param clock milliseconds, never going back
   */
  Reign(
      NfsConfig config,
      Replicated replicated,
      NfsMetrics metrics,
      LongSupplier clock,
      List<ClientImage> known) {
    this.clock = clock;
    this.budget = new SlotBudget(config.replyBytesMax());
    this.connections =
        new Connections<>(
            config.sessions().connectionsPerSessionMax(), config.connectionSessionsMax());
    this.leases = new Leases(config.leaseMillis(), config.courtesyMillis());
    this.recalls = new Recalls(this, config, replicated, metrics);
    for (ClientImage image : known) {
      if (image.client().confirmed()) {
        client(image.client().id()).setRevoked(image.hasRevokedState());
      }
    }
  }

  long now() {
    return clock.getAsLong();
  }

  Connections<Peer> connections() {
    return connections;
  }

  Leases leases() {
    return leases;
  }

  Recalls recalls() {
    return recalls;
  }

  Grants grants() {
    return grants;
  }

  /** How long a client's lease lasts, in milliseconds; negative if it is over. */
  long leaseLeft(LiveClient client) {
    return leases.leftMillis(client.id(), now());
  }

  SlotBudget budget() {
    return budget;
  }

  Collection<LiveClient> clients() {
    return clients.values();
  }

  Collection<LiveSession> sessions() {
    return sessions.values();
  }

  /** A session that is live here; null if it has to be looked up first. */
  @Nullable LiveSession session(SessionKey key) {
    return sessions.get(key);
  }

  /** A client that is known here. */
  @Nullable LiveClient findClient(long clientId) {
    return clients.get(clientId);
  }

  private LiveClient client(long clientId) {
    return clients.computeIfAbsent(clientId, id -> new LiveClient(leases.begin(id, now())));
  }

  /**
   * Makes a session live that the machine keeps.
   *
   * @param fresh whether it was created in this reign, so that no request on it can be missing
   */
  LiveSession open(SessionImage image, boolean fresh) {
    SessionRecord kept = image.session();
    LiveSession open =
        sessions.computeIfAbsent(
            kept.id(),
            key -> {
              LiveClient client = client(kept.clientId());
              ForeChannel fore =
                  fresh
                      ? new ForeChannel(kept, budget)
                      : ForeChannel.restored(kept, image.slots(), budget);
              NfsSession session =
                  new NfsSession(kept, fore, client.lease(), () -> connections.back(key));
              return new LiveSession(session, client);
            });
    open.client().sessions().add(open);
    open.client().refresh();
    if (isGone(kept.id())) {
      close(kept.id());
    }
    return open;
  }

  private boolean isGone(SessionKey key) {
    synchronized (gone) {
      return gone.contains(key);
    }
  }

  /** Takes over what was changed about a session. */
  void update(SessionImage image) {
    LiveSession live = sessions.get(image.session().id());
    if (live != null) {
      live.session().update(image.session());
      pathChanged(live);
    }
  }

  /**
   * Binds a connection to a session. What the client is to be asked is for {@link #drive}, when it
   * has heard of the binding.
   *
   * @return false if there are as many as may be
   */
  boolean bind(Peer peer, LiveSession live, Binding binding) {
    if (!connections.bind(peer, live.session().id(), binding)) {
      return false;
    }
    bound(peer, live, binding);
    return true;
  }

  /** Binds the connection over which a session was made, which had room for it then. */
  void bindMaker(Peer peer, LiveSession live, Binding binding) {
    connections.bindMaker(peer, live.session().id(), binding);
    bound(peer, live, binding);
  }

  private void bound(Peer peer, LiveSession live, Binding binding) {
    if (!peer.connection().isOpen()) {
      unbind(peer);
    }
    if (binding.isBack() && live.session().openBackChannel() != null) {
      pathChanged(live);
    }
  }

  /** A connection is no more. */
  void unbind(Peer peer) {
    for (SessionKey key : connections.unbind(peer)) {
      LiveSession live = sessions.get(key);
      if (live != null) {
        pathChanged(live);
      }
    }
  }

  private void pathChanged(LiveSession live) {
    BackChannel back = live.session().back();
    if (back != null) {
      back.pathChanged();
    }
    live.client().refresh();
  }

  /** Asks clients whose sessions are new, or changed, for what could not be asked before. */
  void drive(List<Notice> notices) {
    for (Notice notice : notices) {
      LiveSession live =
          switch (notice) {
            case Notice.SessionCreated created -> sessions.get(created.session());
            case Notice.SessionChanged changed -> sessions.get(changed.session());
            default -> null;
          };
      if (live != null) {
        recalls.drive(live.client().id());
      }
    }
  }

  /** Does what the machine has said, but for sessions that are to be opened. */
  void hear(Notice notice) {
    switch (notice) {
      case Notice.Recall recall -> recalls.begin(recall);
      case Notice.SessionGone gone -> close(gone.session());
      case Notice.ClientGone gone -> forgetClient(gone.clientId());
      case Notice.Delegated delegated -> {
        // Whoever heard it first knows by which request.
      }
      case Notice.SessionCreated created -> {
        // It takes a look at the machine, which is for whoever heard it first.
      }
      case Notice.SessionChanged changed -> {
        // The same.
      }
    }
  }

  /** A client is no more. */
  void forgetClient(long clientId) {
    leases.forget(clientId);
    clients.remove(clientId);
    recalls.forget(clientId);
  }

  private void close(SessionKey key) {
    synchronized (gone) {
      gone.add(key);
    }
    LiveSession live = sessions.remove(key);
    connections.forget(key);
    if (live != null) {
      live.client().sessions().remove(live);
      live.session().close();
      live.client().refresh();
      recalls.drive(live.client().id());
    }
  }

  /** Forgets everything: another node leads, or nobody knows. */
  void end() {
    sessions.values().forEach(live -> live.session().close());
    sessions.clear();
    clients.clear();
    leases.clear();
  }
}
