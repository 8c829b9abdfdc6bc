package io.sojourn.nfs.xdr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.testing.Seeds;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class XdrReaderTest {

  private interface Read {
    Object from(XdrReader reader) throws XdrException;
  }

  private static XdrReader of(String digits) {
    return new XdrReader(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  private static void refused(String digits, Read read) {
    assertThatThrownBy(() -> read.from(of(digits))).isInstanceOf(XdrException.class);
  }

  @Test
  void valuesAreWhatRfc4506Says() throws XdrException {
    XdrReader reader =
        of(
            "fffffffe fffffffe 8000000000000000 00000001 00000003 61626300 04050600"
                + "00000002 c3a90000");
    assertThat(reader.readInt()).isEqualTo(-2);
    assertThat(reader.readUnsigned()).isEqualTo(4294967294L);
    assertThat(reader.readLong()).isEqualTo(Long.MIN_VALUE);
    assertThat(reader.readBoolean()).isTrue();
    assertThat(reader.readOpaque(3)).containsExactly('a', 'b', 'c');
    assertThat(reader.readFixed(3)).containsExactly(4, 5, 6);
    assertThat(reader.readText(2)).isEqualTo("é");
    assertThat(reader.remaining()).isZero();
    reader.requireEnd();
  }

  @Test
  void whatIsTooShortOrTooLongOrWrongIsRefused() {
    refused("000000", XdrReader::readInt);
    refused("00000000 000000", XdrReader::readLong);
    refused("00000002", XdrReader::readBoolean);
    refused("00000005", from -> from.readCount(4));
    refused("ffffffff", from -> from.readCount(Integer.MAX_VALUE));
    refused("00000003 616263", from -> from.readOpaque(8));
    refused("00000009 0000000000000000", from -> from.readOpaque(1 << 30));
    refused("00000002 c3280000", from -> from.readText(8));
    refused("000000", from -> from.readFixed(3));
    assertThatThrownBy(() -> of("00000000").requireEnd()).isInstanceOf(XdrException.class);
    assertThatThrownBy(() -> of("00000001 00000000").skipOpaque(0))
        .isInstanceOf(XdrException.class);
  }

  @Test
  void aPartOfAnArrayEndsWhereItEnds() throws XdrException {
    byte[] bytes = new byte[12];
    bytes[7] = 5;
    XdrReader reader = new XdrReader(bytes, 4, 8);
    assertThat(reader.readInt()).isEqualTo(5);
    assertThat(reader.position()).isEqualTo(8);
    assertThatThrownBy(reader::readInt).isInstanceOf(XdrException.class);
    assertThatThrownBy(() -> new XdrReader(bytes, 8, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLengthThatIsClaimedAndNotThereCostsNoMemory() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    refused("3fffffff 00000000", from -> from.readOpaque(1 << 30));
    long before = threads.getCurrentThreadAllocatedBytes();
    refused("3fffffff 00000000", from -> from.readOpaque(1 << 30));
    refused("3fffffff 00000000", from -> from.readText(1 << 30));
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
  }

  @Test
  void anyBytesAreAValueOrAnException() {
    List<Read> reads =
        List.of(
            XdrReader::readInt,
            XdrReader::readLong,
            XdrReader::readBoolean,
            from -> from.readCount(16),
            from -> from.readOpaque(16),
            from -> from.readText(16),
            from -> from.readFixed(5));
    Seeds.run(
        20,
        seed -> {
          Random random = new Random(seed);
          for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            Arrays.fill(bytes, 0, random.nextInt(bytes.length + 1), (byte) 0);
            XdrReader reader = new XdrReader(bytes);
            int before = 0;
            try {
              while (true) {
                before = reader.position();
                assertThat(reads.get(random.nextInt(reads.size())).from(reader)).isNotNull();
                assertThat(reader.position()).isBetween(before, bytes.length);
              }
            } catch (XdrException expected) {
              assertThat(reader.position()).isBetween(before, bytes.length);
            }
          }
        });
  }
}
