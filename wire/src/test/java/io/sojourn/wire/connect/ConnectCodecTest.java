package io.sojourn.wire.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DynamicMessage;
import io.sojourn.testing.Seeds;
import io.sojourn.wire.connect.BadFrameException.Reason;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The codec against the published schema, and against bytes that nobody should have sent. */
class ConnectCodecTest {

  @ParameterizedTest
  @ValueSource(strings = {"Client", "Server"})
  void anyProtobufReaderUnderstandsAFrameAndWritesTheSameBytes(String side) {
    Seeds.run(
        500,
        seed -> {
          List<Record> messages = new ConnectSamples(seed).frame(side);
          DynamicMessage expected = ConnectSchema.frame(side, messages);
          byte[] ours = Frames.encode(side, messages);
          assertThat(ConnectSchema.parse(side, ours)).isEqualTo(expected);
          assertThat(ours).isEqualTo(ConnectSchema.bytes(expected));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"Client", "Server"})
  void aFrameComesBackAsItWas(String side) {
    Seeds.run(
        500,
        seed -> {
          DynamicMessage expected = ConnectSchema.frame(side, new ConnectSamples(seed).frame(side));
          List<? extends Record> read = Frames.decode(side, ConnectSchema.bytes(expected));
          assertThat(ConnectSchema.frame(side, read)).isEqualTo(expected);
        });
  }

  @Test
  void aFrameIsReadFromTheMiddleOfAnyBuffer() throws BadFrameException {
    ByteBuffer frame = ConnectCodec.encodeClient(List.of(new ClientMessage.Ack(7)));
    List<ByteBuffer> larger =
        List.of(ByteBuffer.allocateDirect(20), ByteBuffer.allocate(20).position(1).slice());
    for (ByteBuffer buffer : larger) {
      ByteBuffer within = buffer.position(3).put(frame.duplicate()).flip().position(3);
      assertThat(ConnectCodec.decodeClient(within)).containsExactly(new ClientMessage.Ack(7));
      assertThat(within.remaining()).isEqualTo(frame.remaining());
    }
  }

  @Test
  void messagesOfManySizesAreWrittenWithoutRoomToSpare() {
    for (int size : new int[] {0, 1, 30, 46, 47, 48, 49, 120, 127, 128, 16_300, 16_384, 70_000}) {
      ServerMessage message = new ServerMessage.Reply(Long.MAX_VALUE, new byte[size], true, -1);
      ByteBuffer frame = ConnectCodec.encodeServer(List.of(message));
      assertThat(frame.remaining()).isLessThanOrEqualTo(ConnectCodec.bytesAtMost(message));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Client", "Server"})
  void noMessageIsLongerThanItsBound(String side) {
    Seeds.run(
        500,
        seed -> {
          List<Record> messages = new ConnectSamples(seed).frame(side);
          long bound = 0;
          for (Record message : messages) {
            bound +=
                message instanceof ClientMessage client
                    ? ConnectCodec.bytesAtMost(client)
                    : ConnectCodec.bytesAtMost((ServerMessage) message);
          }
          assertThat((long) Frames.encode(side, messages).length).isLessThanOrEqualTo(bound);
        });
  }

  @Test
  void whatALaterVersionAddsIsSkipped() throws BadFrameException {
    // Field 9 of Ack (text), 100 of ClientMessage (number), 7 of ClientFrame (4 bytes), 8 (8
    // bytes).
    byte[] later =
        hex(
            "0a 0b 32 06 0801 4a02 6869 a00605".replace(" ", "")
                + "3d01020304"
                + "410102030405060708");
    assertThat(ConnectCodec.decodeClient(ByteBuffer.wrap(later)))
        .containsExactly(new ClientMessage.Ack(1));
  }

  @Test
  void aFrameMayBeEmpty() throws BadFrameException {
    assertThat(ConnectCodec.decodeClient(ByteBuffer.allocate(0))).isEmpty();
    assertThat(ConnectCodec.decodeServer(ByteBuffer.allocate(0))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0a00; UNKNOWN_MESSAGE; of no kind",
        "0a02 5200; UNKNOWN_MESSAGE; kind 10",
        "0a03 920300; UNKNOWN_MESSAGE; kind 50",
        "0a04 3200 3200; MALFORMED; is two messages",
        "0a04 3200 4200; MALFORMED; is two messages",
        "0a02 1200; MALFORMED; has no session id",
        "0a05 1203 0a0101; MALFORMED; a session id of 1 bytes",
        "0a04 2a02 1803; MALFORMED; unknown consistency",
        "0a04 2202 2002; MALFORMED; neither true nor false",
        "0a06 3204 0801 0801; MALFORMED; field 1 twice",
        "0a04 3202 0a00; MALFORMED; another type",
        "0a06 3a04 1202 c328; MALFORMED; not UTF-8",
        "0a7f; MALFORMED; ends within field 1",
        "0a02 3201; MALFORMED; ends within field 6",
        "0a03 320108; MALFORMED; ends within a number",
        "0a0f 320d 08ffffffffffffffffffff01; MALFORMED; ends within",
        "1b; MALFORMED; strange type",
        "00; MALFORMED; a field without a number",
        "0801; MALFORMED; another type"
      })
  void bytesThatTheSchemaDoesNotAllowAreRefused(String bytes, Reason reason, String message) {
    assertThatThrownBy(
            () -> ConnectCodec.decodeClient(ByteBuffer.wrap(hex(bytes.replace(" ", "")))))
        .isInstanceOfSatisfying(
            BadFrameException.class, bad -> assertThat(bad.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  @Test
  void aFrameOverItsBoundsIsRefused() throws BadFrameException {
    List<ClientMessage> most =
        Collections.nCopies(ConnectCodec.FRAME_MESSAGES_MAX, new ClientMessage.Close());
    byte[] full = Frames.encode("Client", most.stream().map(Record.class::cast).toList());
    assertThat(ConnectCodec.decodeClient(ByteBuffer.wrap(full))).hasSameSizeAs(most);
    byte[] over = Arrays.copyOf(full, full.length + 4);
    System.arraycopy(full, 0, over, full.length, 4);
    assertTooLarge(over);
    assertTooLarge(new byte[ConnectCodec.FRAME_BYTES_MAX + 1]);
  }

  private static void assertTooLarge(byte[] frame) {
    assertThatThrownBy(() -> ConnectCodec.decodeClient(ByteBuffer.wrap(frame)))
        .isInstanceOfSatisfying(
            BadFrameException.class, bad -> assertThat(bad.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  @Test
  void aFrameOfCapabilitiesIsNotReadToItsEnd() {
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < 1025; i++) {
      entries
          .append("32040a02")
          .append(HexFormat.of().toHexDigits((short) (0x3030 + i % 64 + i / 64 * 256)));
    }
    byte[] body = hex(entries.toString());
    byte[] bytes = delimited(0x0a, delimited(0x0a, body));
    assertThatThrownBy(() -> ConnectCodec.decodeClient(ByteBuffer.wrap(bytes)))
        .isInstanceOf(BadFrameException.class)
        .hasMessageContaining("more than 1024 capabilities");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Client", "Server"})
  void aDamagedFrameIsRefusedOrStillAFrame(String side) {
    Seeds.run(
        500,
        seed -> {
          byte[] bytes = Frames.encode(side, new ConnectSamples(seed).frame(side));
          SplittableRandom random = new SplittableRandom(seed);
          for (int i = 0; i < 40; i++) {
            byte[] damaged = damage(bytes, random);
            long before = allocated();
            try {
              List<? extends Record> messages = Frames.decode(side, damaged);
              assertThat(allocated() - before).isLessThan((1L << 20) + 40L * damaged.length);
              byte[] again = Frames.encode(side, messages);
              assertThat(Frames.decode(side, again)).hasSameSizeAs(messages);
            } catch (BadFrameException refused) {
              assertThat(allocated() - before).isLessThan((1L << 20) + 40L * damaged.length);
              assertThat(refused).hasMessageMatching("(?s).+");
              assertThat(refused.reason()).isNotNull();
            }
          }
        });
  }

  @Test
  void aLengthThatPromisesGigabytesCostsNoMemory() {
    byte[] hugeMessage = hex("0affffffff07");
    byte[] hugePayload = hex("0a08" + "2206" + "1affffffff07");
    long before = allocated();
    for (byte[] huge : List.of(hugeMessage, hugePayload)) {
      for (int i = 0; i < 100; i++) {
        assertThatThrownBy(() -> ConnectCodec.decodeClient(ByteBuffer.wrap(huge)))
            .isInstanceOf(BadFrameException.class);
      }
    }
    assertThat(allocated() - before).isLessThan(32L << 20);
  }

  @Test
  void secretsAreNotShown() {
    byte[] token = hex("c0ffee");
    var create =
        new ClientMessage.CreateSession(
            token, token, "ada", 0, 0, Collections.emptySortedMap(), "sk_secret");
    var resume =
        new ClientMessage.ContinueSession(new io.sojourn.session.SessionId(1, 2), token, 3);
    assertThat(create.toString()).isEqualTo("CreateSession[userId=ada]");
    assertThat(resume.toString()).doesNotContain("token");
  }

  private static byte[] delimited(int tag, byte[] body) {
    ByteBuffer bytes = ByteBuffer.allocate(body.length + 6).put((byte) tag);
    int left = body.length;
    for (; left >= 0x80; left >>>= 7) {
      bytes.put((byte) (left | 0x80));
    }
    bytes.put((byte) left).put(body);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static byte[] damage(byte[] bytes, SplittableRandom random) {
    byte[] damaged = bytes.clone();
    switch (random.nextInt(4)) {
      case 0 -> damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
      case 1 -> {
        int at = random.nextInt(damaged.length);
        int length = random.nextInt(Math.min(8, damaged.length - at) + 1);
        System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), damaged, at, length);
      }
      default -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
      }
    }
    return damaged;
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
