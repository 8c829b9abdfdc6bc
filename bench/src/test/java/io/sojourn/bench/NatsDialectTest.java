package io.sojourn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NatsDialectTest {

  private static final int MESSAGES = 3;

  @Test
  void aStreamMayBeCutAnywhere() {
    byte[] stream = stream();
    for (int cut = 0; cut <= stream.length; cut++) {
      Tally tally = new Tally();
      FrameSink reader = new NatsDialect().reader(tally);
      ByteBuffer whole = ByteBuffer.wrap(stream);
      reader.binary(whole, 0, cut);
      reader.binary(whole, cut, stream.length - cut);
      assertThat(tally.delivered()).as("cut at %d", cut).isEqualTo(MESSAGES);
      assertThat(tally.missed()).isZero();
    }
  }

  @Test
  void aStreamMayComeByteByByte() {
    byte[] stream = stream();
    Tally tally = new Tally();
    FrameSink reader = new NatsDialect().reader(tally);
    for (int i = 0; i < stream.length; i++) {
      reader.binary(ByteBuffer.wrap(stream), i, 1);
    }
    assertThat(tally.delivered()).isEqualTo(MESSAGES);
  }

  private static byte[] stream() {
    ByteBuffer stream = ByteBuffer.allocate(1024);
    for (int number = 1; number <= MESSAGES; number++) {
      stream.put("MSG t 1 128\r\n".getBytes(StandardCharsets.US_ASCII));
      ByteBuffer message = ByteBuffer.wrap(Burst.message());
      message.putLong(Burst.NUMBER_AT, number);
      stream.put(message).put((byte) '\r').put((byte) '\n');
      stream.put("PING\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    byte[] bytes = new byte[stream.position()];
    stream.get(0, bytes);
    return bytes;
  }
}
