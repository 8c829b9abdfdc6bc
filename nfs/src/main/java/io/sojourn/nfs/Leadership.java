package io.sojourn.nfs;

import io.sojourn.nfs.machine.ClientImage;
import io.sojourn.nfs.machine.NfsCommand;
import io.sojourn.nfs.machine.NfsQuery;
import io.sojourn.nfs.machine.NfsReply;
import io.sojourn.nfs.session.SessionKeys;
import io.sojourn.session.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When this node may answer. A reign begins when the log has taken a {@link NfsCommand.Boot} of it
 * and all clients are known, and ends, with every connection, when the node leads no more or the
 * outcome of a command is not known. From any thread.
 */
final class Leadership {

  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  private final NfsConfig config;
  private final Replicated replicated;
  private final NfsMetrics metrics;
  private final BooleanSupplier leads;
  private final LongSupplier clock;
  private final SessionKeys keys;
  private final Set<Peer> peers = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Object> beginning = new AtomicReference<>();
  private volatile @Nullable Reign reign;
  private volatile boolean closed;

  Leadership(
      NfsConfig config,
      Replicated replicated,
      NfsMetrics metrics,
      BooleanSupplier leads,
      LongSupplier clock,
      SessionKeys keys) {
    this.config = config;
    this.replicated = replicated;
    this.metrics = metrics;
    this.leads = leads;
    this.clock = clock;
    this.keys = keys;
  }

  /** The reign of this node; null while it may not answer. */
  @Nullable Reign reign() {
    return reign;
  }

  /** A connection was opened. */
  void add(Peer peer) {
    peers.add(peer);
    peer.connection()
        .onClose(
            () -> {
              peers.remove(peer);
              Reign now = reign;
              if (now != null) {
                now.unbind(peer);
              }
            });
  }

  Set<Peer> peers() {
    return peers;
  }

  /** Looks whether this node leads. To be called again and again. */
  void look() {
    boolean leading = !closed && leads.getAsBoolean();
    Reign now = reign;
    if (!leading && now != null) {
      log.info("this node leads no more: NFS clients are sent away");
      end(now);
    } else if (leading && now == null) {
      begin();
    }
  }

  /** Ends a reign, if it is the one that lasts: what this node remembers may be wrong. */
  void end(Reign ended) {
    synchronized (this) {
      if (reign != ended) {
        return;
      }
      reign = null;
    }
    ended.end();
    for (Peer peer : peers) {
      peer.connection().close();
    }
  }

  /** Ends for good. */
  void close() {
    closed = true;
    Reign now = reign;
    if (now != null) {
      end(now);
    }
  }

  private void begin() {
    Object attempt = new Object();
    if (!beginning.compareAndSet(null, attempt)) {
      return;
    }
    NfsCommand boot =
        new NfsCommand.Boot(keys.draw(), config.sessions().persistent(), config.leaseMillis());
    var unused =
        replicated
            .command(boot)
            .thenAccept(
                outcome -> {
                  if (outcome instanceof Outcome.Done<NfsReply>) {
                    list(0, new ArrayList<>());
                  } else {
                    log.debug("NFS cannot begin yet: {}", outcome);
                    beginning.set(null);
                  }
                });
  }

  /** Lists the clients page by page, then begins. */
  private void list(long after, List<ClientImage> known) {
    var unused =
        replicated
            .clients(after, NfsQuery.CLIENTS_MAX)
            .thenAccept(
                outcome -> {
                  if (outcome instanceof Outcome.Done<List<ClientImage>> page) {
                    listed(page.value(), known);
                  } else {
                    beginning.set(null);
                  }
                });
  }

  private void listed(List<ClientImage> page, List<ClientImage> known) {
    known.addAll(page);
    if (page.size() == NfsQuery.CLIENTS_MAX) {
      list(page.getLast().client().id(), known);
      return;
    }
    synchronized (this) {
      if (!closed) {
        reign = new Reign(config, replicated, metrics, clock, known);
        log.info("NFS is served; {} clients are known", known.size());
      }
    }
    beginning.set(null);
  }
}
