package io.sojourn.nfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import io.sojourn.testing.Seeds;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replies told apart into results; their shapes written down by hand from RFC 5662. */
class CompoundReplyTest {

  private static final String S = "00000001 02030405 06070809 0a0b0c0d";
  private static final String CHANGE = "00000001 0000000000000001 0000000000000002";
  private static final String ACE = "00000000 00000000 00000000 00000001 40000000";

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static byte[] reply(Status status, String... results) {
    XdrWriter to = new XdrWriter();
    to.writeInt(status.code());
    to.writeText("tag");
    to.writeInt(results.length);
    for (String result : results) {
      byte[] bytes = hex(result);
      to.writeEncoded(bytes, 0, bytes.length);
    }
    return to.toBytes();
  }

  @ParameterizedTest
  @CsvSource({
    "3, 0000001f 0000001f",
    "4, " + S,
    "5, 0000000000000001",
    "6, " + CHANGE + "00000001 00000002",
    "9, 00000001 00000010 00000008 0000000000000009",
    "10, 00000003 01020300",
    "11, " + CHANGE,
    "12, " + S,
    "13, ''",
    "14, " + S,
    "15, ''",
    "18, " + S + CHANGE + "00000000 00000001 00000000 00000000",
    "18, " + S + CHANGE + "00000000 00000000 00000001" + S + "00000000" + ACE,
    "18, "
        + S
        + CHANGE
        + "00000000 00000000 00000002"
        + S
        + "00000000 00000001 0000000000000005"
        + ACE,
    "18, " + S + CHANGE + "00000000 00000000 00000003 00000001 00000001",
    "18, " + S + CHANGE + "00000000 00000000 00000003 00000000",
    "21, " + S,
    "25, 00000001 00000005 01020304 05000000",
    "26, 0000000000000001 00000000 00000001",
    "26, 0000000000000001 00000001 0000000000000003 00000001 61000000 00000001 00000002"
        + "00000004 00000001 00000001 0000000000000004 00000001 62000000 00000000 00000000"
        + "00000000 00000001",
    "27, 00000001 61000000",
    "28, " + CHANGE,
    "29, " + CHANGE + CHANGE,
    "33, 00000002 00000001 00000006 00000002 01020000 00000000 00000001",
    "34, 00000001 00000002",
    "38, 00000001 00000002 0000000000000003",
    "41, 0102030405060708 090a0b0c0d0e0f10 00000003 00000000",
    "42, 0000000000000001 00000002 00010000 00000000 0000000000000000 00000001 61000000"
        + "00000001 62000000 00000001 00000001 63000000 00000001 64000000 0000000000000001"
        + "00000002",
    "42, 0000000000000001 00000002 00010000 00000000 0000000000000000 00000000 00000000 00000000",
    "43, 0102030405060708 090a0b0c0d0e0f10 00000001 00000003"
        + "00000000 00000001 00000001 00000001 00000001 00000001 00000000"
        + "00000000 00000001 00000001 00000001 00000001 00000001 00000001 00000002",
    "44, ''",
    "52, 00000001 00000001",
    "53, 0102030405060708 090a0b0c0d0e0f10 00000001 00000002 00000003 00000004 00000005",
    "55, 00000002 00000000 00002719",
    "58, ''",
  })
  void aResultEndsWhereTheNextBegins(int operation, String result) throws XdrException {
    String number = HexFormat.of().toHexDigits(operation);
    byte[] encoded = reply(Status.NOENT, number + "00000000" + result, "0000000f 00000002");
    List<OperationResult> results = CompoundReply.read(encoded).results();
    assertThat(results).hasSize(2);
    assertThat(results.get(0).operation()).isEqualTo(operation);
    assertThat(results.get(0).status()).isEqualTo(Status.OK);
    assertThat(results.get(0).bytes()).isEqualTo(hex(result));
    assertThat(results.get(1).operation()).isEqualTo(Op.LOOKUP);
    assertThat(results.get(1).status()).isEqualTo(Status.NOENT);
    refusesEveryOtherLength(encoded);
  }

  private static void refusesEveryOtherLength(byte[] encoded) {
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> CompoundReply.read(cut).results()).isInstanceOf(XdrException.class);
    }
    byte[] longer = Arrays.copyOf(encoded, encoded.length + 4);
    assertThatThrownBy(() -> CompoundReply.read(longer).results()).isInstanceOf(XdrException.class);
  }

  @Test
  void failedOperationsHaveAStatusAloneButForSetattrAndLock() throws XdrException {
    for (String result :
        List.of(
            "00000022 00000001 00000001 00000002",
            "0000000c 0000271a 0000000000000001 0000000000000002 00000001 0000000000000003"
                + "00000001 61000000",
            "00000012 00000011",
            "0000273c 0000273c")) {
      CompoundReply reply = CompoundReply.read(reply(Status.INVAL, result));
      assertThat(reply.results()).hasSize(1);
    }
  }

  @Test
  void theStatusAndTheTagAreThere() throws Exception {
    CompoundReply good = CompoundReply.read(reply(Status.OK, "00000018 00000000"));
    assertThat(good.orThrow().tag()).isEqualTo("tag");
    assertThat(good.isSequenced()).isFalse();
    assertThat(good.read(Op.PUTROOTFH).remaining()).isZero();
    assertThatThrownBy(() -> good.read(Op.LOOKUP)).isInstanceOf(XdrException.class);
    CompoundReply bad = CompoundReply.read(reply(Status.DELAY, "00000035 00002718"));
    assertThatThrownBy(bad::orThrow)
        .isInstanceOfSatisfying(
            NfsException.class, e -> assertThat(e.status()).isEqualTo(Status.DELAY));
    assertThat(bad.isSequenced()).isFalse();
    assertThatThrownBy(bad::sequence).isInstanceOf(XdrException.class);
  }

  @Test
  void attributesAreTheOnesThatWereWritten() throws XdrException {
    AttributeValues written =
        new AttributeValues().size(1L << 40).mode(0640).owner("12").ownerGroup("34");
    written.raw(FileAttribute.TIME_MODIFY, hex("0000000000000001 00000002"));
    written.raw(FileAttribute.SUPPORTED_ATTRS, hex("00000002 00000001 00000002"));
    XdrWriter to = new XdrWriter();
    written.write(to);
    AttributeValues read = AttributeValues.read(new XdrReader(to.toBytes()));
    assertThat(read.numbers()).containsExactlyElementsOf(written.numbers());
    assertThat(read.number(FileAttribute.SIZE)).isEqualTo(1L << 40);
    assertThat(read.unsigned(FileAttribute.MODE)).isEqualTo(0640);
    assertThat(read.text(FileAttribute.OWNER)).isEqualTo("12");
    assertThat(read.text(FileAttribute.OWNER_GROUP)).isEqualTo("34");
    assertThat(read.value(FileAttribute.TIME_MODIFY).readLong()).isEqualTo(1);
  }

  @Test
  void anyBytesAreAReplyOrAnException() {
    Seeds.run(
        50,
        seed -> {
          Random random = new Random(seed);
          for (int i = 0; i < 2_000; i++) {
            byte[] bytes =
                reply(
                    Status.OK,
                    HexFormat.of().toHexDigits(random.nextInt(60)) + "00000000",
                    HexFormat.of().toHexDigits(random.nextLong()).repeat(random.nextInt(20)));
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
              List<OperationResult> results = CompoundReply.read(bytes).results();
              for (OperationResult result : results) {
                if (result.operation() == Op.GETATTR && result.status() == Status.OK) {
                  AttributeValues.read(result.read());
                }
              }
            } catch (XdrException expected) {
              assertThat(expected.getMessage()).isNotEmpty();
            }
          }
        });
  }
}
