package io.sojourn.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.DynamicMessage;
import io.sojourn.machine.Codec;
import io.sojourn.session.SessionId;
import io.sojourn.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The codecs against the published schema, both ways, over random values of every kind. */
class KvCodecTest {

  private static byte[] joined(byte[] first, byte... second) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(first);
    joined.writeBytes(second);
    return joined.toByteArray();
  }

  @Test
  void anyProtobufReaderUnderstandsWhatTheCodecsWriteAndTheOtherWayRound() {
    Seeds.run(
        500,
        seed -> {
          Samples samples = new Samples(new SplittableRandom(seed));
          bothWays("Command", KvCodecs.COMMAND, samples.one(KvCommand.class));
          bothWays("Reply", KvCodecs.REPLY, samples.one(KvReply.class));
          bothWays("Event", KvCodecs.EVENT, samples.one(KvEvent.class));
          bothWays("Row", KvCodecs.ROW, samples.one(Row.class));
        });
  }

  private static <T> void bothWays(String name, Codec<T> codec, T value) throws Exception {
    DynamicMessage expected = KvSchema.oneOf(name, (Record) value);
    byte[] ours = codec.encode(value);
    assertThat(KvSchema.parse(name, ours)).isEqualTo(expected);
    assertThat(ours).isEqualTo(expected.toByteArray());
    assertThat(codec.decode(ours)).isEqualTo(value);
  }

  @Test
  void bytesThatSomebodyChangedAreReadOrRefusedAndNothingElse() {
    Seeds.run(
        3000,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          Samples samples = new Samples(random);
          mutate(random, KvCodecs.COMMAND, samples.one(KvCommand.class));
          mutate(random, KvCodecs.REPLY, samples.one(KvReply.class));
          mutate(random, KvCodecs.EVENT, samples.one(KvEvent.class));
          mutate(random, KvCodecs.ROW, samples.one(Row.class));
        });
  }

  private static <T> void mutate(SplittableRandom random, Codec<T> codec, T value) {
    byte[] bytes = codec.encode(value);
    if (random.nextBoolean()) {
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    try {
      T read = codec.decode(bytes);
      assertThat(codec.decode(codec.encode(read))).isEqualTo(read);
    } catch (IllegalArgumentException expected) {
      assertThat(expected).hasMessageMatching("(?s).+");
    }
  }

  @Test
  void aCommandWithAFieldThatIsNotKnownIsRefusedAndSuchAReplyRead() {
    byte[] more = {(byte) 0xf8, 6, 1}; // field 111, a number
    byte[] get = KvCodecs.COMMAND.encode(new KvCommand.Get("k"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KvCodecs.COMMAND.decode(joined(get, more)))
        .withMessageContaining("not known");
    KvReply reply = new KvReply.NotFound();
    assertThat(KvCodecs.REPLY.decode(joined(KvCodecs.REPLY.encode(reply), more))).isEqualTo(reply);
    KvEvent event = new KvEvent.LockGranted("l", 7);
    assertThat(KvCodecs.EVENT.decode(joined(KvCodecs.EVENT.encode(event), more))).isEqualTo(event);
  }

  @Test
  void twoCommandsInOneAreRefused() {
    byte[] get = KvCodecs.COMMAND.encode(new KvCommand.Get("k"));
    byte[] holder = KvCodecs.COMMAND.encode(new KvCommand.Holder("k"));
    for (byte[] second : List.of(get, holder)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KvCodecs.COMMAND.decode(joined(get, second)));
    }
  }

  @Test
  void theBytesOfAReleasedMessageStay() {
    KvCommand increment = new KvCommand.Increment("n", 1);
    assertThat(KvCodecs.COMMAND.encode(increment)).isEqualTo(new byte[] {42, 5, 10, 1, 'n', 16, 1});
    KvReply counted = new KvReply.Counted(5, 9);
    assertThat(KvCodecs.REPLY.encode(counted)).isEqualTo(new byte[] {50, 4, 8, 5, 16, 9});
    KvEvent granted = new KvEvent.LockGranted("l", 3);
    assertThat(KvCodecs.EVENT.encode(granted)).isEqualTo(new byte[] {34, 5, 10, 1, 'l', 16, 3});
    Row item = new Row.Item(Value.of("v"), 2, new SessionId(0, 1));
    assertThat(KvCodecs.ROW.encode(item))
        .isEqualTo(
            joined(
                new byte[] {10, 23, 10, 1, 'v', 16, 2, 26, 16}, Parts.bytes(new SessionId(0, 1))));
  }
}
