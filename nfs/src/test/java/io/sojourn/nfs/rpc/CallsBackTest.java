package io.sojourn.nfs.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.RawConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls in both directions over one connection, and how each can fail. */
class CallsBackTest {

  private static final int CALLBACK_PROGRAM = 0x4000_0000;
  private static final long MINUTE = 60_000;
  private static final byte[] ARGUMENTS = {1, 2, 3, 4};

  private static CompletionStage<byte[]> callBack(RpcConnection to, long timeoutMillis) {
    return to.call(CALLBACK_PROGRAM, 1, 1, RpcCredential.NONE, ARGUMENTS, timeoutMillis);
  }

  private static byte[] get(CompletionStage<byte[]> results) throws Exception {
    return results.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private static <F extends RpcException> F failure(
      Class<F> kind, CompletionStage<byte[]> results) {
    try {
      get(results);
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(kind);
      return Objects.requireNonNull(kind.cast(e.getCause()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("the call did not fail");
  }

  private static RpcConnection accepted(
      TestServer server, RawConnection raw, BlockingQueue<RpcCall> calls) throws Exception {
    raw.sendRecord(Records.call(1, new byte[0]));
    RpcCall call = calls.poll(1, TimeUnit.MINUTES);
    assertThat(call).isNotNull();
    assertThat(server.metrics().connections()).isPositive();
    return call.connection();
  }

  private interface Body {
    void run(TestServer server, RawConnection raw, RpcConnection toClient) throws Exception;
  }

  private static void withRawClient(RpcLimits limits, Body body) throws Exception {
    BlockingQueue<RpcCall> calls = new LinkedBlockingQueue<>();
    try (TestServer server = new TestServer(limits, calls::add)) {
      RawConnection raw = server.connect();
      body.run(server, raw, accepted(server, raw, calls));
    }
  }

  @Test
  void bothSidesCallEachOtherOverOneConnection() throws Exception {
    RpcHandler handler =
        call ->
            callBack(call.connection(), MINUTE)
                .whenComplete((results, failure) -> call.reply(results));
    RpcProgram callbacks =
        new RpcProgram(
            CALLBACK_PROGRAM,
            1,
            1,
            call -> call.reply(new byte[] {(byte) call.procedure(), 0, 0, 7}));
    try (TestServer server = new TestServer(TestServer.LIMITS, handler);
        RpcConnector connector = new RpcConnector(1, TestServer.LIMITS)) {
      RpcConnection connection = connect(connector, server.address(), List.of(callbacks));
      for (int i = 0; i < 100; i++) {
        assertThat(
                get(connection.call(Records.PROGRAM, 4, 1, RpcCredential.NONE, ARGUMENTS, MINUTE)))
            .containsExactly(1, 0, 0, 7);
      }
      assertThat(server.metrics().callsOut()).isEqualTo(100);
    }
  }

  private static RpcConnection connect(
      RpcConnector connector, InetSocketAddress address, List<RpcProgram> programs)
      throws Exception {
    return connector.connect(address, programs).toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  @Test
  void manyThreadsCallOverOneConnection() throws Exception {
    try (TestServer server = new TestServer(TestServer.LIMITS, TestServer::echo);
        RpcConnector connector = new RpcConnector(1, TestServer.LIMITS)) {
      RpcConnection connection = connect(connector, server.address(), List.of());
      AtomicInteger right = new AtomicInteger();
      int threads = 4;
      int each = 2_000;
      CountDownLatch done = new CountDownLatch(threads * each);
      for (int t = 0; t < threads; t++) {
        byte thread = (byte) t;
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < each; i++) {
                    byte[] sent = {thread, (byte) i, (byte) (i >> 8), 0};
                    callUntilTaken(connection, sent)
                        .whenComplete(
                            (results, failure) -> {
                              if (results != null && Arrays.equals(results, sent)) {
                                right.incrementAndGet();
                              }
                              done.countDown();
                            });
                  }
                });
      }
      assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(right.get()).isEqualTo(threads * each);
    }
  }

  private static CompletionStage<byte[]> callUntilTaken(RpcConnection connection, byte[] sent) {
    while (true) {
      CompletionStage<byte[]> results =
          connection.call(Records.PROGRAM, 4, 1, RpcCredential.NONE, sent, MINUTE);
      if (!results.toCompletableFuture().isCompletedExceptionally()) {
        return results;
      }
      Thread.onSpinWait(); // as many wait for replies as may
    }
  }

  /** The number of a call, which may be any. */
  private static int xid(byte @Nullable [] call) {
    return ByteBuffer.wrap(Objects.requireNonNull(call)).getInt();
  }

  private static byte[] join(int xid, byte[] rest) {
    return ByteBuffer.allocate(4 + rest.length).putInt(xid).put(rest).array();
  }

  @Test
  void aCallIsWrittenAsTheRfcSays() throws Exception {
    withRawClient(
        TestServer.LIMITS,
        (server, raw, toClient) -> {
          var unused =
              toClient.call(
                  CALLBACK_PROGRAM,
                  1,
                  2,
                  RpcCredential.sys("abc", 1, 2, List.of(3L)),
                  ARGUMENTS,
                  MINUTE);
          byte[] call = Objects.requireNonNull(raw.readRecord());
          assertThat(call)
              .endsWith(
                  Records.hex(
                      "00000000 00000002 40000000 00000001 00000002"
                          + "00000001 0000001c 00000000 00000003 61626300 00000001 00000002"
                          + "00000001 00000003 0000000000000000 01020304"))
              .hasSize(72);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "00000000 00000000 00000000 00000003, false, 3",
    "00000000 00000000 00000000 00000002 00000001 00000001, false, 2",
    "00000001 00000000 00000002 00000002, true, 0",
    "00000001 00000001 00000005, true, 5",
  })
  void aRefusalIsTold(String reply, boolean denied, int stat) throws Exception {
    withRawClient(
        TestServer.LIMITS,
        (server, raw, toClient) -> {
          CompletionStage<byte[]> results = callBack(toClient, MINUTE);
          raw.sendRecord(join(xid(raw.readRecord()), Records.hex("00000001" + reply)));
          RpcException.Rejected rejected = failure(RpcException.Rejected.class, results);
          assertThat(rejected.isDenied()).isEqualTo(denied);
          assertThat(rejected.stat()).isEqualTo(stat);
          assertThat(toClient.isOpen()).isTrue();
        });
  }

  @ParameterizedTest
  @CsvSource({"00000002", "00000001 00000007", "00000000 00000000 00000191", "00000000"})
  void whatIsNoReplyEndsTheCallAndTheConnection(String reply) throws Exception {
    withRawClient(
        TestServer.LIMITS,
        (server, raw, toClient) -> {
          CompletionStage<byte[]> results = callBack(toClient, MINUTE);
          raw.sendRecord(join(xid(raw.readRecord()), Records.hex("00000001" + reply)));
          failure(RpcException.Malformed.class, results);
          assertThat(raw.readRecord()).isNull();
        });
  }

  @Test
  void aReplyToNothingIsIgnored() throws Exception {
    withRawClient(
        TestServer.LIMITS,
        (server, raw, toClient) -> {
          CompletionStage<byte[]> results = callBack(toClient, MINUTE);
          int xid = xid(raw.readRecord());
          raw.sendRecord(Records.success(xid + 77, new byte[0]));
          raw.sendRecord(Records.success(xid, ARGUMENTS));
          raw.sendRecord(Records.success(xid, ARGUMENTS));
          assertThat(get(results)).isEqualTo(ARGUMENTS);
          await().until(() -> server.metrics().strayReplies() == 2);
        });
  }

  @Test
  void noReplyInTimeIsTold() throws Exception {
    withRawClient(
        TestServer.LIMITS.withMillis(MINUTE, MINUTE, MINUTE, 5),
        (server, raw, toClient) -> {
          failure(RpcException.TimedOut.class, callBack(toClient, 20));
          assertThat(toClient.isOpen()).isTrue();
        });
  }

  @Test
  void aConnectionLostBehindACallIsToldApartFromOneLostBefore() throws Exception {
    withRawClient(
        TestServer.LIMITS,
        (server, raw, toClient) -> {
          CountDownLatch closed = new CountDownLatch(1);
          toClient.onClose(closed::countDown);
          CompletionStage<byte[]> written = callBack(toClient, MINUTE);
          assertThat(raw.readRecord()).isNotNull();
          raw.close();
          failure(RpcException.ConnectionLost.class, written);
          assertThat(closed.await(1, TimeUnit.MINUTES)).isTrue();
          assertThat(toClient.isOpen()).isFalse();
          failure(RpcException.NotWritten.class, callBack(toClient, MINUTE));
          CountDownLatch atOnce = new CountDownLatch(1);
          toClient.onClose(atOnce::countDown);
          assertThat(atOnce.getCount()).isZero();
        });
  }

  @Test
  void callsThatWaitAreBounded() throws Exception {
    withRawClient(
        TestServer.LIMITS.withCalls(16, 1 << 20, 2),
        (server, raw, toClient) -> {
          CompletionStage<byte[]> first = callBack(toClient, MINUTE);
          CompletionStage<byte[]> second = callBack(toClient, MINUTE);
          failure(RpcException.NotWritten.class, callBack(toClient, MINUTE));
          int one = xid(raw.readRecord());
          int two = xid(raw.readRecord());
          raw.sendRecord(Records.success(two, ARGUMENTS));
          raw.sendRecord(Records.success(one, new byte[0]));
          assertThat(get(first)).isEmpty();
          assertThat(get(second)).isEqualTo(ARGUMENTS);
          var unused = callBack(toClient, MINUTE);
          assertThat(raw.readRecord()).isNotNull();
        });
  }

  @Test
  void aServerThatClosesFailsWhatWaits() throws Exception {
    try (RpcConnector connector = new RpcConnector(1, TestServer.LIMITS)) {
      CompletionStage<byte[]> waiting;
      try (TestServer server = new TestServer(TestServer.LIMITS, call -> {})) {
        RpcConnection connection = connect(connector, server.address(), List.of());
        waiting = connection.call(Records.PROGRAM, 4, 1, RpcCredential.NONE, ARGUMENTS, MINUTE);
        await().until(() -> server.metrics().calls() == 1);
      }
      failure(RpcException.ConnectionLost.class, waiting);
    }
  }

  @Test
  void whoCannotBeReachedIsTold() throws IOException {
    InetSocketAddress nobody;
    try (TestServer server = new TestServer(TestServer.LIMITS, TestServer::echo)) {
      nobody = server.address();
    }
    try (RpcConnector connector = new RpcConnector(1, TestServer.LIMITS)) {
      assertThatThrownBy(() -> connect(connector, nobody, List.of()))
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void aConnectionKeepsWhatItsUserAttaches() throws Exception {
    withRawClient(
        TestServer.LIMITS,
        (server, raw, toClient) -> {
          assertThat(toClient.attachment()).isNull();
          toClient.attach("mine");
          assertThat(toClient.attachment()).isEqualTo("mine");
          toClient.close();
          assertThat(raw.readRecord()).isNull();
        });
  }
}
