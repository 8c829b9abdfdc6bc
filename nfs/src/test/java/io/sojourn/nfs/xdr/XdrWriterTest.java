package io.sojourn.nfs.xdr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class XdrWriterTest {

  @Test
  void whateverIsWrittenWhereTheArrayEndsIsThere() throws XdrException {
    byte[] text = {1, 2, 3, 4, 5};
    byte[] encoded = {6, 7, 8, 9};
    for (int room = 0; room < 64; room++) {
      XdrWriter writer = new XdrWriter(room);
      writer.writeInt(-2);
      writer.writeLong(Long.MIN_VALUE + 3);
      writer.writeBoolean(true);
      writer.writeOpaque(text);
      writer.writeEncoded(encoded, 0, encoded.length);
      writer.writeText("é");
      assertThat(writer.length()).isEqualTo(40);
      assertThat(Arrays.copyOf(writer.array(), 40)).isEqualTo(writer.toBytes());
      XdrReader reader = new XdrReader(writer.toBytes());
      assertThat(reader.readInt()).isEqualTo(-2);
      assertThat(reader.readLong()).isEqualTo(Long.MIN_VALUE + 3);
      assertThat(reader.readBoolean()).isTrue();
      assertThat(reader.readOpaque(5)).isEqualTo(text);
      assertThat(reader.readFixed(4)).isEqualTo(encoded);
      assertThat(reader.readText(2)).isEqualTo("é");
      reader.requireEnd();
    }
  }
}
