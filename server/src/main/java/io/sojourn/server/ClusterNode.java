package io.sojourn.server;

import io.sojourn.engine.EngineStatus;
import io.sojourn.engine.Role;
import io.sojourn.engine.SessionEngine;
import io.sojourn.machine.Leader;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server does besides as a node of a cluster: knows where the leader's door is, keeps the
 * cluster's key, and sends away those whom only a leader can serve when it leads no more. Has one
 * thread for that.
 */
final class ClusterNode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
  private static final long TEND_MILLIS = 100;

  private final SessionEngine engine;
  private final ClusterKey key;
  private final Runnable deposed;
  private final ScheduledExecutorService clerk =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sojourn-cluster").daemon(true).factory());
  private boolean led;

  /**
   * Makes one, at work until it is closed.
   *
   * @param deposed is told when this node leads no more
   */
  ClusterNode(SessionEngine engine, ClusterKey key, Runnable deposed) {
    this.engine = engine;
    this.key = key;
    this.deposed = deposed;
    var unused = clerk.scheduleWithFixedDelay(this::tend, 0, TEND_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tend() {
    try {
      boolean leads = engine.status().role() instanceof Role.Leader;
      if (led && !leads) {
        deposed.run();
      }
      led = leads;
      key.tend(engine.status().ready());
    } catch (RuntimeException e) {
      // The next round tries again: a full disk may have been emptied by then.
      LOG.warn("The node could not do what its cluster asks for", e);
    }
  }

  /** Where the leader's door is. Any thread. */
  Leadership leadership() {
    EngineStatus status = engine.status();
    return switch (status.role()) {
      case Role.Leader leader ->
          status.ready() ? Leadership.Here.INSTANCE : Leadership.Unknown.INSTANCE;
      case Role.Follower follower ->
          engine
              .leader()
              .filter(known -> !known.address().isEmpty())
              .<Leadership>map(known -> new Leadership.At(url(known)))
              .orElse(Leadership.Unknown.INSTANCE);
      case Role.Stopped stopped -> Leadership.Unknown.INSTANCE;
    };
  }

  private static URI url(Leader leader) {
    String address = leader.address();
    return URI.create(address.contains("://") ? address : "http://" + address);
  }

  /** Why the node cannot answer requests, by itself or through the leader; empty if it can. */
  Optional<String> whyNotReady() {
    Optional<String> failure = engine.status().failure();
    if (failure.isPresent()) {
      return failure.map(why -> "the log has failed: " + why);
    }
    if (leadership() instanceof Leadership.Unknown) {
      return Optional.of("the cluster has no leader");
    }
    return key.isKnown() ? Optional.empty() : Optional.of("the cluster's key is not known yet");
  }

  @Override
  public void close() {
    clerk.shutdownNow();
  }
}
