package io.sojourn.nfs;

import static org.awaitility.Awaitility.await;

import io.sojourn.engine.MemoryLog;
import io.sojourn.engine.SessionEngine;
import io.sojourn.machine.ServiceMachine;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.NfsClient;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;

/** A kernel on a log in memory, the door on it, and a client: for tests of many requests. */
final class InMemory implements AutoCloseable {

  private final SessionEngine engine;
  private final Nfs nfs;
  private final NfsClient client = new NfsClient();

  InMemory(MemoryLog log) throws IOException {
    this(log, machine -> machine);
  }

  /** One that has something around its machine. */
  InMemory(MemoryLog log, UnaryOperator<ServiceMachine> around) throws IOException {
    NfsConfig config = NfsConfig.DEFAULT;
    engine = SessionEngine.on(log).service(around.apply(Nfs.machine(config))).open();
    nfs =
        Nfs.open(
            new Nfs.Ground(engine, () -> engine.status().ready()),
            config,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    await().until(nfs::isServing);
  }

  Nfs nfs() {
    return nfs;
  }

  NfsConnection connect() throws Exception {
    return client.connect(nfs.address(), Site.ALICE);
  }

  ClientSession session(NfsConnection connection) throws Exception {
    return session(connection, SessionOptions.of("client"));
  }

  ClientSession session(NfsConnection connection, SessionOptions options) throws Exception {
    return ClientSession.open(client, connection, options);
  }

  /** One more of a client that is known. */
  ClientSession session(
      NfsConnection connection, SessionOptions options, long clientId, long sequence)
      throws Exception {
    return ClientSession.open(client, connection, options, clientId, sequence);
  }

  @Override
  public void close() {
    client.close();
    nfs.close();
    engine.close();
  }
}
