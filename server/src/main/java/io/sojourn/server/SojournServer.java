package io.sojourn.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.sojourn.engine.EngineStatus;
import io.sojourn.engine.FileLog;
import io.sojourn.engine.FileLogOptions;
import io.sojourn.engine.LogException;
import io.sojourn.engine.SessionEngine;
import io.sojourn.relay.Relay;
import io.sojourn.relay.RelayLimits;
import io.sojourn.server.ServerStartException.Reason;
import io.sojourn.session.Limits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: engine, relay and HTTP on one data folder and one port. The one place where the
 * parts are put together, and the only one that knows the engine.
 *
 * <p>What a data folder holds: {@code log/}, the log of the one node, {@code machine}, which state
 * machine wrote it, and {@code admin.key}, the first API key. Thread-safe.
 */
public final class SojournServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SojournServer.class);
  private static final String LOG_FOLDER = "log";

  /** How long clients of the relay have to answer a close frame. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final ServerConfig config;
  private final LoadedMachine machine;
  private final SessionEngine engine;
  private final Relay relay;
  private final WebDoor door;
  private boolean closed;

  private SojournServer(
      ServerConfig config, LoadedMachine machine, SessionEngine engine, Relay relay, WebDoor door) {
    this.config = config;
    this.machine = machine;
    this.engine = engine;
    this.relay = relay;
    this.door = door;
  }

  /**
   * Starts a server and returns when it takes requests.
   *
   * @throws ServerStartException if it cannot start; the message is one line for a person
   */
  public static SojournServer start(ServerConfig config) {
    LoadedMachine machine = LoadedMachine.of(config.machine());
    try {
      return start(config, machine);
    } catch (RuntimeException e) {
      machine.close();
      throw e;
    }
  }

  private static SojournServer start(ServerConfig config, LoadedMachine machine) {
    Path folder = config.dataFolder();
    SessionEngine engine = openEngine(folder, machine);
    try {
      Tokens tokens = new Tokens();
      AdminKey adminKey = AdminKey.in(folder, tokens);
      Relay relay = new Relay(engine, RelayLimits.DEFAULT);
      Metrics metrics = new Metrics();
      EngineMeters.show(engine, metrics);
      RelayMeters.show(relay.metrics(), metrics);
      WebDoor.Ground ground =
          new WebDoor.Ground(
              engine,
              Limits.DEFAULT,
              () -> whyNotReady(engine.status()),
              adminKey,
              tokens,
              InstantSource.system(),
              metrics,
              (context, request) -> upgrade(relay, context, request),
              Detour.NONE);
      WebDoor door = WebDoor.open(config, HttpLimits.DEFAULTS, ground);
      LOG.info("Listening on {}", door.address());
      return new SojournServer(config, machine, engine, relay, door);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private static SessionEngine openEngine(Path folder, LoadedMachine machine) {
    Path log = folder.resolve(LOG_FOLDER);
    try {
      Files.createDirectories(folder, ownerOnly());
      MachineFile.claim(folder, log, machine);
      SessionEngine engine =
          SessionEngine.on(new FileLog(log, FileLogOptions.defaults()))
              .machine(machine.machine())
              .open();
      try {
        MachineFile.confirm(folder, machine);
      } catch (RuntimeException | IOException e) {
        engine.close();
        throw e;
      }
      return engine;
    } catch (LogException.InUse e) {
      throw new ServerStartException(Reason.FOLDER_LOCKED, message(e), e);
    } catch (LogException.NewerFormat e) {
      throw new ServerStartException(Reason.NEWER_DATA, message(e), e);
    } catch (LogException e) {
      throw new ServerStartException(Reason.FOLDER_UNUSABLE, message(e), e);
    } catch (IOException e) {
      throw new ServerStartException(
          Reason.FOLDER_UNUSABLE,
          "cannot use the data folder " + folder + ": " + DiskTrouble.why(e),
          e);
    }
  }

  private static String message(LogException e) {
    return String.valueOf(e.getMessage());
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  static Optional<String> whyNotReady(EngineStatus status) {
    if (status.failure().isPresent()) {
      return Optional.of("the log has failed: " + status.failure().get());
    }
    return status.ready() ? Optional.empty() : Optional.of("the engine is starting or stopping");
  }

  private static void upgrade(Relay relay, ChannelHandlerContext context, FullHttpRequest request) {
    InetSocketAddress source = (InetSocketAddress) context.channel().remoteAddress();
    relay.upgrade(context, request, source.getAddress());
  }

  /** Where the server listens: the real port, even if 0 was configured. */
  public InetSocketAddress address() {
    return door.address();
  }

  /** The file with the first API key. */
  public Path adminKeyFile() {
    return config.dataFolder().resolve(AdminKey.FILE_NAME);
  }

  /**
   * Stops in good order: takes no more connections, lets requests in flight end, says goodbye to
   * hosts and viewers, then closes the log. A second call does nothing.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!door.drain(config.drainPatience())) {
      LOG.warn("Some requests did not end within {}", config.drainPatience());
    }
    sayGoodbye();
    door.awaitClosed(FAREWELL);
    door.close();
    engine.close();
    machine.close();
    LOG.info("Stopped");
  }

  private void sayGoodbye() {
    try {
      relay.shutdown().get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Not every host and viewer was told that the server stops", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
