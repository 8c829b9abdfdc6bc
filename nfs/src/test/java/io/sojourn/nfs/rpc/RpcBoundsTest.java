package io.sojourn.nfs.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.RawConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is bounded: records, times, connections, calls under way, and what waits to be sent. */
class RpcBoundsTest {

  private static final RpcLimits QUICK = TestServer.LIMITS.withMillis(50, 60_000, 60_000, 5);

  private static void closes(RpcRefusal reason, RpcLimits limits, byte[] sent) throws IOException {
    try (TestServer server = new TestServer(limits, TestServer::echo)) {
      RawConnection raw = server.connect();
      raw.send(sent);
      assertThat(raw.readRecord()).isNull();
      assertThat(server.metrics().refusals(reason)).isEqualTo(1);
      await().until(() -> server.metrics().connections() == 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_RPC, 80000000",
    "NOT_RPC, 80000004 00000001",
    "NOT_RPC, 80000008 00000001 00000002",
    "NOT_RPC, 80000010 00000001 00000000 00000002 000186a3",
    "RECORD_TOO_LONG, 7fffffff",
    "RECORD_TOO_LONG, ffffffff",
    "RECORD_TOO_LONG, 00000040 8000ffff",
  })
  void whatIsNoCallEndsTheConnection(RpcRefusal reason, String sent) throws IOException {
    byte[] bytes = Records.hex(sent);
    if (sent.startsWith("00000040")) {
      bytes = Arrays.copyOf(bytes, 4 + 0x40 + 4);
      System.arraycopy(Records.hex("8000ffff"), 0, bytes, 4 + 0x40, 4);
    }
    closes(reason, TestServer.LIMITS.withRecords(0xffff, 100), bytes);
  }

  @Test
  void whatWasAskedBeforeIsAnsweredStill() throws IOException {
    try (TestServer server = new TestServer(TestServer.LIMITS, TestServer::echo)) {
      RawConnection raw = server.connect();
      byte[] call = Records.call(1, new byte[0]);
      byte[] both = new byte[4 + call.length + 4];
      System.arraycopy(RawConnection.fragment(call, 0, call.length, true), 0, both, 0, 44);
      both[44] = (byte) 0x7f;
      raw.send(both);
      assertThat(raw.readRecord()).isEqualTo(Records.success(1, new byte[0]));
      assertThat(raw.readRecord()).isNull();
    }
  }

  @Test
  void emptyFragmentsWithoutEndAreRefused() throws IOException {
    closes(RpcRefusal.TOO_MANY_FRAGMENTS, TestServer.LIMITS, new byte[4 * 1025]);
  }

  @Test
  void aRecordThatIsNotCompleteInTimeEndsTheConnection() throws IOException {
    closes(RpcRefusal.RECORD_TOO_SLOW, QUICK, Records.hex("80000028 0000000a 0000"));
  }

  @Test
  void aMarkThatIsNotCompleteInTimeEndsTheConnection() throws IOException {
    closes(RpcRefusal.RECORD_TOO_SLOW, QUICK, Records.hex("80"));
  }

  @Test
  void aSilentConnectionEnds() throws IOException {
    closes(RpcRefusal.IDLE, TestServer.LIMITS.withMillis(60_000, 50, 60_000, 5), new byte[0]);
  }

  @Test
  void oneConnectionTooManyIsClosedAtOnce() throws IOException {
    try (TestServer server =
        new TestServer(TestServer.LIMITS.withConnections(2), TestServer::echo)) {
      RawConnection first = server.connect();
      RawConnection second = server.connect();
      for (RawConnection raw : List.of(first, second)) {
        raw.sendRecord(Records.call(1, new byte[0]));
        assertThat(raw.readRecord()).isNotNull();
      }
      assertThat(server.connect().readRecord()).isNull();
      assertThat(server.metrics().refusals(RpcRefusal.TOO_MANY_CONNECTIONS)).isEqualTo(1);
      first.close();
      await().until(() -> server.metrics().connections() == 1);
      RawConnection third = server.connect();
      third.sendRecord(Records.call(2, new byte[0]));
      assertThat(third.readRecord()).isEqualTo(Records.success(2, new byte[0]));
    }
  }

  @Test
  void callsUnderWayAreBoundedAndAllAreAnswered() throws Exception {
    BlockingQueue<RpcCall> calls = new LinkedBlockingQueue<>();
    try (TestServer server =
        new TestServer(TestServer.LIMITS.withCalls(4, 1 << 20, 4), calls::add)) {
      RawConnection raw = server.connect();
      for (int xid = 0; xid < 10; xid++) {
        raw.sendRecord(Records.call(xid, new byte[0]));
      }
      await().until(() -> calls.size() == 4 && server.metrics().pauses() == 1);
      int seen = 0;
      for (int answered = 0; answered < 10; answered++) {
        assertThat(seen - answered + calls.size()).isLessThanOrEqualTo(4);
        RpcCall call = calls.poll(1, TimeUnit.MINUTES);
        assertThat(call).isNotNull();
        call.reply(new byte[0]);
        assertThat(raw.readRecord()).isNotNull();
      }
      assertThat(calls).isEmpty();
    }
  }

  @Test
  void bytesOfCallsUnderWayAreBounded() throws Exception {
    BlockingQueue<RpcCall> calls = new LinkedBlockingQueue<>();
    try (TestServer server =
        new TestServer(TestServer.LIMITS.withCalls(100, 100_000, 4), calls::add)) {
      RawConnection raw = server.connect();
      List<byte[]> sent = new ArrayList<>();
      for (int xid = 0; xid < 20; xid++) {
        sent.add(Records.call(xid, new byte[40_000]));
        raw.sendRecord(sent.get(xid));
      }
      await().until(() -> calls.size() == 3 && server.metrics().pauses() == 1);
      for (int i = 0; i < 20; i++) {
        RpcCall call = calls.poll(1, TimeUnit.MINUTES);
        assertThat(call).isNotNull();
        assertThat(calls.size()).isLessThan(3);
        assertThat(call.record()).isEqualTo(sent.get(i));
        call.reply(new byte[0]);
      }
    }
  }

  @Test
  void whoDoesNotReadItsRepliesIsNotReadEither() throws Exception {
    AtomicInteger handled = new AtomicInteger();
    byte[] results = new byte[64 << 10];
    RpcHandler handler =
        call -> {
          handled.incrementAndGet();
          call.reply(results);
        };
    try (TestServer server = new TestServer(TestServer.LIMITS, handler)) {
      RawConnection raw = server.connect();
      int sent = 2_000; // 128 MiB of replies: more than all buffers on the way
      for (int xid = 0; xid < sent; xid++) {
        raw.sendRecord(Records.call(xid, new byte[0]));
      }
      await().until(() -> server.metrics().pauses() > 0);
      assertThat(handled.get()).isLessThan(sent);
      for (int xid = 0; xid < sent; xid++) {
        byte[] reply = raw.readRecord();
        assertThat(reply).isNotNull().hasSize(24 + results.length);
      }
      assertThat(handled.get()).isEqualTo(sent);
    }
  }

  @Test
  void whoTakesNothingForTooLongIsClosed() throws Exception {
    byte[] results = new byte[1 << 20];
    try (TestServer server =
        new TestServer(
            TestServer.LIMITS.withMillis(60_000, 60_000, 200, 10), call -> call.reply(results))) {
      RawConnection raw = server.connect();
      for (int xid = 0; xid < 64; xid++) {
        raw.sendRecord(Records.call(xid, new byte[0]));
      }
      await().until(() -> server.metrics().refusals(RpcRefusal.OUTPUT_STALLED) == 1);
      await().until(() -> server.metrics().connections() == 0);
    }
  }

  @Test
  void moreUnsentThanIsAllowedEndsTheConnection() throws Exception {
    BlockingQueue<RpcCall> calls = new LinkedBlockingQueue<>();
    try (TestServer server =
        new TestServer(TestServer.LIMITS.withUnsent(1 << 20, 4 << 20), calls::add)) {
      RawConnection raw = server.connect();
      for (int xid = 0; xid < 100; xid++) {
        raw.sendRecord(Records.call(xid, new byte[0]));
      }
      await().until(() -> calls.size() == 100);
      calls.forEach(call -> call.reply(new byte[1 << 20]));
      await().until(() -> server.metrics().refusals(RpcRefusal.OUTPUT_TOO_LARGE) == 1);
    }
  }
}
