package io.sojourn.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.sojourn.cluster.Cluster;
import io.sojourn.cluster.RatisLog;
import io.sojourn.engine.EngineBuilder;
import io.sojourn.engine.EngineStatus;
import io.sojourn.engine.ReplicatedLog;
import io.sojourn.engine.Role;
import io.sojourn.engine.SessionEngine;
import io.sojourn.machine.SessionMachine;
import io.sojourn.relay.Relay;
import io.sojourn.relay.RelayLimits;
import io.sojourn.session.Limits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server on one data folder: engine, relay and HTTP on one port, NFS on another. The one
 * place where the parts are put together, and the only one that knows the engine.
 *
 * <p>Thread-safe.
 */
public final class SojournServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SojournServer.class);

  /** How long clients have to answer a close frame. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final ServerConfig config;
  private final LoadedMachine machine;
  private final SessionEngine engine;
  private final Optional<ClusterNode> node;
  private final Forwarding forwarding;
  private final Relay relay;
  private final SessionDoor sessionDoor;
  private final NfsDoor nfs;
  private final WebDoor door;
  private boolean closed;

  /** The engine, the machine that it runs, and the cluster that its log is of. */
  private record Opened(LoadedMachine machine, SessionEngine engine, Optional<Cluster> cluster) {
    void close() {
      engine.close();
      machine.close();
    }
  }

  private SojournServer(ServerConfig config, Opened opened) {
    this.config = config;
    this.machine = opened.machine();
    this.engine = opened.engine();
    DataFolder folder = new DataFolder(config.dataFolder());
    Tokens tokens = new Tokens();
    boolean alone = config.cluster().isEmpty();
    AdminKey adminKey = alone ? AdminKey.in(folder, tokens) : AdminKey.ofNode(folder);
    this.relay = new Relay(engine, RelayLimits.DEFAULT);
    this.sessionDoor = new SessionDoor(engine, adminKey, config, this::leads);
    this.node =
        config
            .cluster()
            .map(part -> new ClusterKey(settings(engine), adminKey, tokens))
            .map(key -> new ClusterNode(engine, key, this::sendAway));
    this.forwarding = new Forwarding(this::leadership);
    Metrics metrics = new Metrics();
    EngineMeters.show(engine, metrics);
    RelayMeters.show(relay.metrics(), metrics);
    ConnectMeters.show(sessionDoor.metrics(), metrics);
    this.nfs = NfsDoor.open(config, engine, this::leads);
    nfs.show(metrics);
    WebDoor.Ground ground =
        new WebDoor.Ground(
            engine,
            engine,
            Limits.DEFAULT,
            this::whyNotReady,
            adminKey,
            tokens,
            InstantSource.system(),
            metrics,
            this::upgrade,
            alone ? Detour.NONE : forwarding,
            () -> engine.upgrade(SessionMachine.BEHAVIOUR),
            opened.cluster().map(cluster -> new ClusterResource.Ground(cluster, engine::agreed)),
            nfs.admin());
    try {
      this.door = WebDoor.open(config, HttpLimits.DEFAULTS, ground);
    } catch (RuntimeException e) {
      nfs.close();
      throw e;
    }
    LOG.info("Listening on {}", door.address());
  }

  /**
   * Starts a server and returns when it takes connections. A server alone takes requests then; a
   * node of a cluster does so as soon as the cluster has a leader, see {@link #whyNotReady}.
   *
   * @throws ServerStartException if it cannot start; the message is one line for a person
   */
  public static SojournServer start(ServerConfig config) {
    LoadedMachine machine = LoadedMachine.of(config.machine());
    Opened opened;
    try {
      opened = open(config, machine);
    } catch (RuntimeException e) {
      machine.close();
      throw e;
    }
    try {
      return new SojournServer(config, opened);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static Opened open(ServerConfig config, LoadedMachine machine) {
    DataFolder folder = new DataFolder(config.dataFolder());
    try {
      folder.make();
      MachineFile.claim(folder.path(), folder.alone(), machine);
      Opened opened =
          config.cluster().isEmpty()
              ? new Opened(machine, engine(folder.log(), machine).open(), Optional.empty())
              : open(config, config.cluster().get(), machine, folder);
      try {
        MachineFile.confirm(folder.path(), machine);
      } catch (RuntimeException | IOException e) {
        opened.engine().close();
        throw e;
      }
      return opened;
    } catch (IOException e) {
      throw folder.cannotOpen(e);
    }
  }

  private static Opened open(
      ServerConfig config, ClusterConfig part, LoadedMachine machine, DataFolder folder)
      throws IOException {
    String address = part.address(config.doors().address().host(), config.doors().address().port());
    RatisLog log = folder.log(part, machine.machine(), NfsDoor.MACHINES);
    log.announce(SessionMachine.BEHAVIOUR);
    SessionEngine engine =
        engine(log, machine).identity(machine.identity()).node(part.self().id(), address).open();
    return new Opened(machine, engine, Optional.of(log.cluster()));
  }

  private static EngineBuilder engine(ReplicatedLog log, LoadedMachine machine) {
    EngineBuilder engine = SessionEngine.on(log).machine(machine.machine());
    NfsDoor.MACHINES.forEach(engine::service);
    return engine;
  }

  private static ClusterKey.Settings settings(SessionEngine engine) {
    return new ClusterKey.Settings() {
      @Override
      public Optional<byte[]> get(String name) {
        return engine.setting(name);
      }

      @Override
      public void offer(String name, byte[] value) {
        var unused = engine.putSetting(name, value, true);
      }
    };
  }

  private Leadership leadership() {
    return node.map(ClusterNode::leadership).orElse(Leadership.Here.INSTANCE);
  }

  /** This node leads no more: who is connected is to go to the one that does. */
  private void sendAway() {
    relay.sendAway();
    sessionDoor.sendAway();
  }

  private boolean leads() {
    return engine.status().role() instanceof Role.Leader;
  }

  /** Why requests are not answered now; empty if they are. */
  public Optional<String> whyNotReady() {
    return node.map(ClusterNode::whyNotReady).orElseGet(() -> whyNotReady(engine.status()));
  }

  static Optional<String> whyNotReady(EngineStatus status) {
    if (status.failure().isPresent()) {
      return Optional.of("the log has failed: " + status.failure().get());
    }
    return status.ready() ? Optional.empty() : Optional.of("the engine is starting or stopping");
  }

  private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
    boolean sessions = SessionDoor.isFor(request);
    // A page may talk to its own host only, so it is led through. Other clients of sessions are
    // told
    // where the leader is, and go there themselves.
    boolean through = !sessions || request.headers().contains(HttpHeaderNames.ORIGIN);
    if (through && leadership() instanceof Leadership.At(URI leader)) {
      Tunnel.open(context, request, leader);
    } else if (sessions) {
      sessionDoor.upgrade(context, request);
    } else {
      InetSocketAddress source = (InetSocketAddress) context.channel().remoteAddress();
      relay.upgrade(context, request, source.getAddress());
    }
  }

  /** Where the server listens: the real port, even if 0 was configured. */
  public InetSocketAddress address() {
    return door.address();
  }

  /** Where NFS is served; empty if it is not, by choice or since its port was not free. */
  public Optional<InetSocketAddress> nfsAddress() {
    return nfs.address();
  }

  /** The file with the first API key. */
  public Path adminKeyFile() {
    return config.dataFolder().resolve(AdminKey.FILE_NAME);
  }

  /**
   * Stops in good order: takes no more connections, lets requests in flight end, says goodbye to
   * hosts, viewers and clients of sessions and of NFS, then closes the log. A second call does
   * nothing.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean compoundsEnded = nfs.drain(config.doors().drainPatience());
    if (!door.drain(config.doors().drainPatience()) || !compoundsEnded) {
      LOG.warn("Some requests did not end within {}", config.doors().drainPatience());
    }
    nfs.close();
    sayGoodbye();
    door.awaitClosed(FAREWELL);
    door.close();
    forwarding.close();
    node.ifPresent(ClusterNode::close);
    engine.close();
    machine.close();
    LOG.info("Stopped");
  }

  private void sayGoodbye() {
    try {
      CompletableFuture.allOf(relay.shutdown(), sessionDoor.shutdown())
          .get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Not everybody was told that the server stops", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
