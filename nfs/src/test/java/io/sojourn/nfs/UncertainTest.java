package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.engine.MemoryLog;
import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.protocol.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log that fails while a compound is on its way: nobody is answered what nobody knows. */
class UncertainTest {

  @ParameterizedTest
  @EnumSource(MemoryLog.Fault.class)
  void theConnectionIsClosedAndTheRetryIsExecutedOnceAfterAll(MemoryLog.Fault fault)
      throws Exception {
    MemoryLog log = new MemoryLog();
    Compound request;
    try (InMemory site = new InMemory(log)) {
      NfsConnection connection = site.connect();
      request =
          Site.on(site.session(connection).key(), 1, 1, true)
              .putRootFileHandle()
              .makeDirectory("once", new AttributeValues().mode(0755));
      log.failNext(fault);
      var unused = connection.send(request);
      await().until(() -> !connection.isOpen());
      await().until(() -> !site.nfs().isServing());
      assertThat(site.connect().call(request).status()).isEqualTo(Status.DELAY);
    }
    try (InMemory site = new InMemory(log.reopen())) {
      NfsConnection connection = site.connect();
      assertThat(connection.call(request).status()).isEqualTo(Status.OK);
      assertThat(connection.call(request).status()).isEqualTo(Status.OK);
    }
  }
}
