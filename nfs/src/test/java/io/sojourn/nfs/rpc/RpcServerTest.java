package io.sojourn.nfs.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.nfs.client.RawConnection;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.xdr.XdrWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers, credentials, refusals and answers (RFC 5531, sections 8 to 12 and appendix A). */
class RpcServerTest {

  private static final String NULL_CALL =
      "0000000a 00000000 00000002 000186a3 00000004 00000000 0000000000000000 0000000000000000";

  private final BlockingQueue<RpcCall> calls = new LinkedBlockingQueue<>();

  private RpcCall nextCall() throws InterruptedException {
    RpcCall call = calls.poll(1, TimeUnit.MINUTES);
    assertThat(call).isNotNull();
    return call;
  }

  @Test
  void nullIsAnsweredByTheLayer() throws IOException {
    try (TestServer server = new TestServer(TestServer.LIMITS, calls::add)) {
      RawConnection raw = server.connect();
      raw.send(Records.hex("80000028" + NULL_CALL));
      assertThat(raw.readRecord())
          .isEqualTo(Records.hex("0000000a 00000001 00000000 0000000000000000 00000000"));
      assertThat(calls).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "another version of RPC, 00000003 000186a3 00000004 00000001 0000000000000000 0000000000000000,"
        + " 00000001 00000000 00000002 00000002",
    "AUTH_SYS cut off, 00000002 000186a3 00000004 00000001 0000000100000004 00000000"
        + " 0000000000000000, 00000001 00000001 00000001",
    "AUTH_SYS with a name of 256 bytes, 00000002 000186a3 00000004 00000001 00000001 00000014"
        + " 00000000 00000100 00000000 00000000 00000000 0000000000000000,"
        + " 00000001 00000001 00000001",
    "AUTH_SYS with 17 groups, 00000002 000186a3 00000004 00000001 00000001 00000014"
        + " 00000000 00000000 00000000 00000000 00000011 0000000000000000,"
        + " 00000001 00000001 00000001",
    "AUTH_SYS with bytes left over, 00000002 000186a3 00000004 00000001 00000001 00000018"
        + " 00000000 00000000 00000000 00000000 00000000 00000000 0000000000000000,"
        + " 00000001 00000001 00000001",
    "a credential of 404 bytes, 00000002 000186a3 00000004 00000001 00000001 00000194,"
        + " 00000001 00000001 00000001",
    "no credential at all, 00000002 000186a3 00000004 00000001, 00000001 00000001 00000001",
    "RPCSEC_GSS, 00000002 000186a3 00000004 00000001 0000000600000000 0000000000000000,"
        + " 00000001 00000001 00000002",
    "a verifier, 00000002 000186a3 00000004 00000001 0000000000000000 0000000100000000,"
        + " 00000001 00000001 00000003",
    "no verifier at all, 00000002 000186a3 00000004 00000001 0000000000000000,"
        + " 00000001 00000001 00000003",
    "no such program, 00000002 000186a4 00000004 00000001 0000000000000000 0000000000000000,"
        + " 00000000 0000000000000000 00000001",
    "a version too low, 00000002 000186a3 00000002 00000000 0000000000000000 0000000000000000,"
        + " 00000000 0000000000000000 00000002 00000003 00000004",
    "a version too high, 00000002 000186a3 ffffffff 00000001 0000000000000000 0000000000000000,"
        + " 00000000 0000000000000000 00000002 00000003 00000004",
  })
  void aCallIsRefusedInTheProtocolsOwnForm(String what, String header, String reply)
      throws IOException {
    try (TestServer server = new TestServer(TestServer.LIMITS, calls::add)) {
      RawConnection raw = server.connect();
      raw.sendRecord(Records.hex("00000007 00000000" + header));
      assertThat(raw.readRecord()).as(what).isEqualTo(Records.hex("00000007 00000001" + reply));
      raw.sendRecord(Records.hex(NULL_CALL));
      assertThat(raw.readRecord()).as("the connection goes on").isNotNull();
      assertThat(calls).isEmpty();
      assertThat(Arrays.stream(RpcRefusal.values()).mapToLong(server.metrics()::refusals).sum())
          .isEqualTo(1);
    }
  }

  @Test
  void aHandlerIsGivenWhoAsksAndTheArguments() throws Exception {
    try (TestServer server = new TestServer(TestServer.LIMITS, calls::add)) {
      RawConnection raw = server.connect();
      XdrWriter rest = new XdrWriter();
      byte[] credential =
          RpcCredential.sys("m".repeat(255), 4294967295L, 7, List.of(1L, 4294967294L)).encoded();
      rest.writeEncoded(credential, 0, credential.length);
      rest.writeInt(42);
      raw.sendRecord(Records.call(5, 2, Records.PROGRAM, 3, 1, rest.toBytes()));
      RpcCall call = nextCall();
      assertThat(call.principal())
          .isEqualTo(new Principal(Principal.AUTH_SYS, 4294967295L, 7, List.of(1L, 4294967294L)));
      assertThat(call.xid()).isEqualTo(5);
      assertThat(call.version()).isEqualTo(3);
      assertThat(call.procedure()).isEqualTo(1);
      assertThat(call.argumentsEnd() - call.argumentsBegin()).isEqualTo(4);
      assertThat(call.arguments().readInt()).isEqualTo(42);
      assertThat(call.connection().remoteAddress()).isEqualTo(raw.localAddress());
    }
  }

  @Test
  void theCredentialOfEachCallIsItsOwn() throws Exception {
    try (TestServer server = new TestServer(TestServer.LIMITS, calls::add)) {
      RawConnection raw = server.connect();
      for (int uid : List.of(1, 1, 2, 1)) {
        byte[] credential = RpcCredential.sys("", uid, uid, List.of()).encoded();
        raw.sendRecord(Records.call(uid, 2, Records.PROGRAM, 4, 1, credential));
        assertThat(nextCall().principal().uid()).isEqualTo(uid);
      }
      raw.sendRecord(Records.call(9, new byte[0]));
      assertThat(nextCall().principal()).isEqualTo(Principal.NONE);
    }
  }

  @Test
  void repliesLeaveInAnyOrderFromAnyThread() throws Exception {
    try (TestServer server = new TestServer(TestServer.LIMITS, calls::add)) {
      RawConnection raw = server.connect();
      raw.sendRecord(Records.call(1, new byte[0]));
      raw.sendRecord(Records.call(2, new byte[0]));
      RpcCall first = nextCall();
      RpcCall second = nextCall();
      second.reply(new byte[] {0, 0, 0, 2});
      assertThat(raw.readRecord()).isEqualTo(Records.success(2, new byte[] {0, 0, 0, 2}));
      XdrWriter writer = new XdrWriter();
      writer.writeInt(1);
      first.reply(writer);
      writer.setInt(0, 99);
      assertThat(raw.readRecord()).isEqualTo(Records.success(1, new byte[] {0, 0, 0, 1}));
    }
  }

  @Test
  void aCallIsAnsweredOnce() throws Exception {
    try (TestServer server = new TestServer(TestServer.LIMITS, calls::add)) {
      server.connect().sendRecord(Records.call(1, new byte[0]));
      RpcCall call = nextCall();
      call.reply(new byte[0]);
      assertThat(call.isAnswered()).isTrue();
      assertThatThrownBy(call::systemError).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aHandlerRefusesOrFails() throws IOException {
    RpcHandler handler =
        call -> {
          switch (call.xid()) {
            case 1 -> call.procedureUnavailable();
            case 2 -> call.garbageArguments();
            case 3 -> call.systemError();
            default -> throw new IllegalStateException("thrown on purpose by a test");
          }
        };
    try (TestServer server = new TestServer(TestServer.LIMITS, handler)) {
      RawConnection raw = server.connect();
      int[] acceptStats = {3, 4, 5, 5};
      for (int xid = 1; xid <= 4; xid++) {
        raw.sendRecord(Records.call(xid, new byte[0]));
        byte[] expected = Records.success(xid, new byte[0]);
        expected[23] = (byte) acceptStats[xid - 1];
        assertThat(raw.readRecord()).isEqualTo(expected);
      }
      assertThat(server.metrics().refusals(RpcRefusal.SYSTEM_ERROR)).isEqualTo(2);
    }
  }

  @Test
  void aCallInFragmentsOfAnySizeIsTheSameCall() throws IOException {
    try (TestServer server = new TestServer(TestServer.LIMITS, TestServer::echo)) {
      RawConnection raw = server.connect();
      byte[] arguments = new byte[400];
      new Random(1).nextBytes(arguments);
      byte[] record = Records.call(6, arguments);
      for (int size = 1; size <= record.length; size++) {
        raw.sendFragments(record, size);
        assertThat(raw.readRecord()).isEqualTo(Records.success(6, arguments));
      }
    }
  }

  @Test
  void manyCallsOfOneWriteAreAllAnswered() throws IOException {
    try (TestServer server = new TestServer(TestServer.LIMITS, TestServer::echo)) {
      RawConnection raw = server.connect();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      Set<Integer> sent = new HashSet<>();
      for (int xid = 0; xid < 5_000; xid++) {
        byte[] record = Records.call(xid, new byte[12]);
        all.writeBytes(RawConnection.fragment(record, 0, record.length, true));
        sent.add(xid);
      }
      raw.send(all.toByteArray());
      List<Integer> answered = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        byte[] reply = Objects.requireNonNull(raw.readRecord());
        answered.add(((reply[2] & 0xff) << 8) | (reply[3] & 0xff));
      }
      assertThat(answered).hasSize(sent.size()).containsAll(sent);
      assertThat(server.metrics().calls()).isEqualTo(5_000);
    }
  }
}
