package io.sojourn.nfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcConnection;
import io.sojourn.nfs.rpc.RpcCredential;
import io.sojourn.nfs.rpc.RpcException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.testing.Seeds;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callbacks that a server sends over the connection of a session (RFC 8881, 20). */
class CallbacksTest {

  private static final String HEADER = "00000001 74000000 00000001 00000000 ";
  private static final String KEY = " 00000000 00000001 00000000 00000002 ";
  private static final String STATE = " 00000001 02030405 06070809 0a0b0c0d ";
  private static final String RECALL = " 00000004" + STATE + "00000000 00000001 66000000";

  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final NfsClient client = new NfsClient();
  private SlotPeer peer;
  private RpcConnection toClient;

  @BeforeEach
  void open() throws Exception {
    peer = new SlotPeer();
    CallbackHandler handler =
        new CallbackHandler() {
          @Override
          public Status recall(StateId delegation, boolean truncate, byte[] fileHandle) {
            heard.add(delegation);
            return fileHandle.length == 1 ? Status.OK : Status.BADHANDLE;
          }

          @Override
          public Status recallSlots(long targetHighestSlot) {
            heard.add(targetHighestSlot);
            return Status.OK;
          }
        };
    NfsConnection connection = client.connect(peer.address(), RpcCredential.NONE);
    ClientSession.open(client, connection, SessionOptions.of("owner").withCallbacks(handler));
    toClient = Objects.requireNonNull(peer.connection);
  }

  @AfterEach
  void close() {
    client.close();
    peer.close();
  }

  private static String sequence(int sequence, int slot) {
    HexFormat hex = HexFormat.of();
    return " 0000000b"
        + KEY
        + hex.toHexDigits(sequence)
        + hex.toHexDigits(slot)
        + "00000003 00000001 00000000";
  }

  private static String sequenced(int sequence, int slot) {
    HexFormat hex = HexFormat.of();
    return " 0000000b 00000000"
        + KEY
        + hex.toHexDigits(sequence)
        + hex.toHexDigits(slot)
        + "00000003 00000003";
  }

  private byte[] callBack(int procedure, byte[] arguments) throws Exception {
    return toClient
        .call(NfsClient.CALLBACK_PROGRAM, 1, procedure, RpcCredential.NONE, arguments, 60_000)
        .toCompletableFuture()
        .get(1, TimeUnit.MINUTES);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private byte[] compound(String arguments) throws Exception {
    return callBack(1, hex(arguments));
  }

  private static byte[] reply(Status status, int count, String results) {
    HexFormat hex = HexFormat.of();
    return hex(
        hex.toHexDigits(status.code()) + "00000001 74000000" + hex.toHexDigits(count) + results);
  }

  @Test
  void theNullProcedureIsAnswered() throws Exception {
    assertThat(callBack(0, new byte[0])).isEmpty();
  }

  @Test
  void aRecallReachesTheHandlerOnce() throws Exception {
    String recall = HEADER + "00000002" + sequence(1, 0) + RECALL;
    byte[] first = compound(recall);
    assertThat(first).isEqualTo(reply(Status.OK, 2, sequenced(1, 0) + "00000004 00000000"));
    assertThat(compound(recall)).as("the retry").isEqualTo(first);
    assertThat(heard).containsExactly(new StateId(1, 0x0203_0405, 0x0607_0809_0a0b_0c0dL));
  }

  @Test
  void slotsAreRecalled() throws Exception {
    assertThat(compound(HEADER + "00000002" + sequence(1, 3) + "0000000a 00000005"))
        .isEqualTo(reply(Status.OK, 2, sequenced(1, 3) + "0000000a 00000000"));
    assertThat(heard).containsExactly(5L);
  }

  @Test
  void eachSlotHasASequenceOfItsOwn() throws Exception {
    for (int sequence = 1; sequence <= 3; sequence++) {
      for (int slot = 0; slot < 4; slot++) {
        assertThat(compound(HEADER + "00000001" + sequence(sequence, slot)))
            .isEqualTo(reply(Status.OK, 1, sequenced(sequence, slot)));
      }
    }
  }

  @Test
  void referringCallsArePassedOver() throws Exception {
    String lists = "00000001" + KEY + "00000002 00000001 00000000 00000002 00000001";
    String sequence = sequence(1, 0);
    assertThat(compound(HEADER + "00000001" + sequence.substring(0, sequence.length() - 8) + lists))
        .isEqualTo(reply(Status.OK, 1, sequenced(1, 0)));
  }

  @ParameterizedTest
  @CsvSource({
    "an unknown session, BADSESSION, 0000000b 0000000000000009 0000000000000002 00000001"
        + " 00000000 00000000 00000000 00000000, 0000000b 00002744",
    "a slot too high, BADSLOT, 0000000b"
        + KEY
        + "00000001 00000004 00000004 00000000 00000000,"
        + " 0000000b 00002745",
    "a sequence ahead, SEQ_MISORDERED, 0000000b"
        + KEY
        + "00000002 00000000 00000000 00000000 00000000, 0000000b 0000274f",
    "sequence 0 of a fresh slot, SEQ_MISORDERED, 0000000b"
        + KEY
        + "00000000 00000000 00000000 00000000 00000000, 0000000b 0000274f",
    "no CB_SEQUENCE, OP_NOT_IN_SESSION, 0000000a 00000001, 0000000a 00002757",
    "an illegal operation, OP_ILLEGAL, 00000063, 0000273c 0000273c",
  })
  void aCallbackIsRefused(String what, Status status, String operation, String result)
      throws Exception {
    assertThat(compound(HEADER + "00000001" + operation))
        .as(what)
        .isEqualTo(reply(status, 1, result));
    assertThat(heard).isEmpty();
    assertThat(compound(HEADER + "00000001" + sequence(1, 0)))
        .as("the slot is as it was")
        .isEqualTo(reply(Status.OK, 1, sequenced(1, 0)));
  }

  @Test
  void anotherMinorVersionIsRefused() throws Exception {
    assertThat(compound("00000001 74000000 00000002 00000000 00000001" + sequence(1, 0)))
        .isEqualTo(reply(Status.MINOR_VERS_MISMATCH, 0, ""));
  }

  @Test
  void whatFollowsASequenceMayFail() throws Exception {
    assertThat(compound(HEADER + "00000003" + sequence(1, 0) + sequence(2, 0) + RECALL))
        .isEqualTo(reply(Status.SEQUENCE_POS, 2, sequenced(1, 0) + "0000000b 00002750"));
    assertThat(compound(HEADER + "00000002" + sequence(2, 0) + "00000004 00000001"))
        .isEqualTo(reply(Status.BADXDR, 2, sequenced(2, 0) + "00000004 00002734"));
    assertThat(compound(HEADER + "00000002" + sequence(3, 0) + "00000003 00000000"))
        .isEqualTo(reply(Status.NOTSUPP, 2, sequenced(3, 0) + "00000003 00002714"));
    assertThat(heard).isEmpty();
  }

  @Test
  void whatIsNoCompoundIsRefusedByRpc() {
    assertThatThrownBy(() -> compound("00000001")).hasCauseInstanceOf(RpcException.Rejected.class);
    assertThatThrownBy(() -> callBack(2, new byte[0]))
        .hasCauseInstanceOf(RpcException.Rejected.class);
  }

  @Test
  void anyBytesAreAnswered() {
    Seeds.run(
        20,
        seed -> {
          Random random = new Random(seed);
          for (int i = 0; i < 50; i++) {
            byte[] bytes = hex(HEADER + "00000002" + sequence(random.nextInt(3), 0) + RECALL);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
              assertThat(new XdrReader(callBack(1, bytes)).remaining()).isPositive();
            } catch (ExecutionException e) {
              assertThat(e.getCause())
                  .isInstanceOfSatisfying(
                      RpcException.Rejected.class,
                      rejected -> assertThat(rejected.stat()).isEqualTo(4));
            }
          }
        });
  }
}
