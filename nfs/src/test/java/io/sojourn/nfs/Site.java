package io.sojourn.nfs;

import static org.awaitility.Awaitility.await;

import io.sojourn.engine.FileLog;
import io.sojourn.engine.FileLogOptions;
import io.sojourn.engine.SessionEngine;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsClient;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.rpc.RpcCredential;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.session.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A kernel on a log on disk, the door on it, and a client; time stands still unless the test moves
 * it. It can be stopped and started again on the same log.
 */
final class Site implements AutoCloseable {

  static final RpcCredential ALICE = RpcCredential.sys("test", 1000, 1000, List.of());
  static final RpcCredential BOB = RpcCredential.sys("test", 1001, 1001, List.of());
  static final RpcCredential ROOT = RpcCredential.sys("test", 0, 0, List.of());

  private final Path folder;
  private final AtomicLong now = new AtomicLong(1_000_000);
  private final NfsClient client = new NfsClient();
  private volatile boolean leads = true;
  private NfsConfig config;
  private SessionEngine engine;
  private Nfs nfs;

  Site(Path folder, NfsConfig config) throws IOException {
    this.folder = folder;
    this.config = config;
    this.engine = openEngine();
    this.nfs = openDoor();
  }

  private SessionEngine openEngine() throws IOException {
    return SessionEngine.on(new FileLog(folder, FileLogOptions.defaults()))
        .service(Nfs.machine(config))
        .clock(() -> Instant.ofEpochMilli(now.get()))
        .open();
  }

  private Nfs openDoor() throws IOException {
    Nfs opened =
        Nfs.open(
            new Nfs.Ground(engine, () -> leads),
            config,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            now::get);
    await().until(opened::isServing);
    return opened;
  }

  /** Stops door and kernel, and starts them again from what is on the disk. */
  void restart() throws IOException {
    restart(config);
  }

  void restart(NfsConfig other) throws IOException {
    nfs.close();
    engine.close();
    config = other;
    engine = openEngine();
    nfs = openDoor();
  }

  Nfs nfs() {
    return nfs;
  }

  SessionEngine engine() {
    return engine;
  }

  NfsClient client() {
    return client;
  }

  /** Says whether the node leads. */
  void setLeads(boolean value) {
    leads = value;
    await().until(() -> nfs.isServing() == value);
  }

  /** Lets time pass, and has the door look at what is due. */
  void pass(long millis) {
    now.addAndGet(millis);
    nfs.upkeep();
  }

  NfsConnection connect() throws Exception {
    return connect(ALICE);
  }

  NfsConnection connect(RpcCredential credential) throws Exception {
    return client.connect(nfs.address(), credential);
  }

  /** A session of a client of that name on a connection of its own. */
  ClientSession session(String owner) throws Exception {
    return session(SessionOptions.of(owner));
  }

  ClientSession session(SessionOptions options) throws Exception {
    return session(options, ALICE);
  }

  ClientSession session(SessionOptions options, RpcCredential credential) throws Exception {
    return ClientSession.open(client, connect(credential), options);
  }

  /** What an administrator sees of a session. */
  NfsAdmin.SessionInfo shown(SessionKey session) {
    return switch (nfs.admin().session(session).toCompletableFuture().join()) {
      case Outcome.Done<Optional<NfsAdmin.SessionInfo>> done -> done.value().orElseThrow();
      case Outcome<?> other -> throw new AssertionError("not shown: " + other);
    };
  }

  /** A compound that begins with a SEQUENCE on slot and sequence of the test's choice. */
  static Compound on(SessionKey session, long slot, long sequence, boolean cacheThis) {
    return new Compound().sequence(new SequenceArguments(session, sequence, slot, slot, cacheThis));
  }

  @Override
  public void close() {
    client.close();
    nfs.close();
    engine.close();
  }
}
