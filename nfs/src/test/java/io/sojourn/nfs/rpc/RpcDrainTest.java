package io.sojourn.nfs.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.nfs.client.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A server that stops in good order. */
class RpcDrainTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final BlockingQueue<RpcCall> taken = new LinkedBlockingQueue<>();

  private RpcCall next() throws InterruptedException {
    RpcCall call = taken.poll(60, TimeUnit.SECONDS);
    assertThat(call).isNotNull();
    return call;
  }

  @Test
  void whatCameIsAnsweredAndThenTheConnectionIsClosed() throws Exception {
    try (TestServer server = new TestServer(TestServer.LIMITS, taken::add)) {
      RawConnection raw = server.connect();
      raw.sendRecord(Records.call(1, new byte[0]));
      raw.sendRecord(Records.call(2, new byte[0]));
      RpcCall first = next();
      RpcCall second = next();
      CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> server.drain(LONG));
      Awaitility.await("a server that listens no more")
          .untilAsserted(
              () -> assertThatThrownBy(() -> server.connect()).isInstanceOf(IOException.class));
      raw.sendRecord(Records.call(3, new byte[0]));
      second.reply(new byte[0]);
      assertThat(raw.readRecord()).isEqualTo(Records.success(2, new byte[0]));
      assertThat(drained).isNotDone();
      first.reply(new byte[0]);
      assertThat(raw.readRecord()).isEqualTo(Records.success(1, new byte[0]));
      assertThat(drained.get(60, TimeUnit.SECONDS)).isTrue();
      assertThat(taken).isEmpty();
    }
  }

  @Test
  void whoAskedNothingIsClosedAtOnce() throws Exception {
    try (TestServer server = new TestServer(TestServer.LIMITS, TestServer::echo)) {
      RawConnection raw = server.connect();
      raw.sendRecord(Records.call(1, new byte[0]));
      assertThat(raw.readRecord()).isEqualTo(Records.success(1, new byte[0]));
      assertThat(server.drain(LONG)).isTrue();
      assertThat(raw.readRecord()).isNull();
    }
  }

  @Test
  void whatIsNotAnsweredInTimeIsSaid() throws Exception {
    try (TestServer server = new TestServer(TestServer.LIMITS, taken::add)) {
      RawConnection raw = server.connect();
      raw.sendRecord(Records.call(1, new byte[0]));
      next();
      assertThat(server.drain(Duration.ofMillis(1))).isFalse();
    }
  }
}
