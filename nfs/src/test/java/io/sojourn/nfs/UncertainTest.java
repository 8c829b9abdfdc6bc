package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.engine.MemoryLog;
import io.sojourn.engine.SessionEngine;
import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsClient;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log that fails while a compound is on its way: nobody is answered what nobody knows. */
class UncertainTest {

  private static Nfs open(SessionEngine engine) throws Exception {
    Nfs nfs =
        Nfs.open(
            new Nfs.Ground(engine, () -> engine.status().ready()),
            NfsConfig.DEFAULT,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    await().until(nfs::isServing);
    return nfs;
  }

  private static SessionEngine engine(MemoryLog log) throws Exception {
    return SessionEngine.on(log).service(Nfs.machine(NfsConfig.DEFAULT)).open();
  }

  @ParameterizedTest
  @EnumSource(MemoryLog.Fault.class)
  void theConnectionIsClosedAndTheRetryIsExecutedOnceAfterAll(MemoryLog.Fault fault)
      throws Exception {
    MemoryLog log = new MemoryLog();
    Compound request;
    try (NfsClient client = new NfsClient()) {
      try (SessionEngine engine = engine(log);
          Nfs nfs = open(engine)) {
        NfsConnection connection = client.connect(nfs.address(), Site.ALICE);
        ClientSession session = ClientSession.open(client, connection, SessionOptions.of("client"));
        request =
            Site.on(session.key(), 1, 1, true)
                .putRootFileHandle()
                .makeDirectory("once", new AttributeValues().mode(0755));
        log.failNext(fault);
        var unused = connection.send(request);
        await().until(() -> !connection.isOpen());
        await().until(() -> !nfs.isServing());
        assertThat(client.connect(nfs.address(), Site.ALICE).call(request).status())
            .isEqualTo(Status.DELAY);
      }
      try (SessionEngine engine = engine(log.reopen());
          Nfs nfs = open(engine)) {
        NfsConnection connection = client.connect(nfs.address(), Site.ALICE);
        assertThat(connection.call(request).status()).isEqualTo(Status.OK);
        assertThat(connection.call(request).status()).isEqualTo(Status.OK);
      }
    }
  }
}
