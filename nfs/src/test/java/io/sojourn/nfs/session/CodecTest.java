package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import io.sojourn.testing.Seeds;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every argument, result and record as XDR: golden bytes, there and back, and hostile bytes. */
class CodecTest {

  private static final SessionKey SESSION =
      new SessionKey(0x0001_0203_0405_0607L, 0x0809_0a0b_0c0d_0e0fL);
  private static final String SESSION_HEX = "000102030405060708090a0b0c0d0e0f";
  private static final ChannelAttributes ATTRIBUTES =
      new ChannelAttributes(0, 1024, 2048, 512, 16, 8, OptionalInt.of(5));
  private static final String ATTRIBUTES_HEX =
      "00000000 00000400 00000800 00000200 00000010 00000008 00000001 00000005";
  private static final CallbackSecurity SYS = new CallbackSecurity.Sys(9, "abc", 1, 2, List.of(3));
  private static final ImplementationId PROGRAM = new ImplementationId("a.b", "c", 7, 8);

  /** Reads something, and nothing behind it. */
  @FunctionalInterface
  private interface Read<T> {
    T from(XdrReader bytes) throws XdrException;
  }

  private static byte[] bytes(Consumer<XdrWriter> write) {
    XdrWriter to = new XdrWriter(0);
    write.accept(to);
    return to.toBytes();
  }

  private static <T> void golden(T value, Consumer<XdrWriter> write, Read<T> read, String hex)
      throws XdrException {
    byte[] expected = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThat(HexFormat.of().formatHex(bytes(write))).isEqualTo(hex.replace(" ", ""));
    XdrReader from = new XdrReader(expected);
    assertThat(read.from(from)).isEqualTo(value);
    from.requireEnd();
    for (int length = 0; length < expected.length; length++) {
      XdrReader cut = new XdrReader(expected, 0, length);
      assertThatThrownBy(() -> read.from(cut)).isInstanceOf(XdrException.class);
    }
  }

  private static <T> void thereAndBack(T value, Consumer<XdrWriter> write, Read<T> read)
      throws XdrException {
    XdrReader from = new XdrReader(bytes(write));
    assertThat(read.from(from)).isEqualTo(value);
    from.requireEnd();
  }

  @Test
  void sequenceIsAsTheRfcWritesIt() throws XdrException {
    SequenceArguments arguments = new SequenceArguments(SESSION, 0xffff_fffeL, 3, 4, true);
    golden(
        arguments,
        arguments::write,
        SequenceArguments::read,
        SESSION_HEX + "fffffffe 00000003 00000004 00000001");
    SequenceResult result = new SequenceResult(SESSION, 1, 2, 3, 4, 0x201);
    golden(
        result,
        result::write,
        SequenceResult::read,
        SESSION_HEX + "00000001 00000002 00000003 00000004 00000201");
    assertThat(bytes(arguments::write)).hasSize(SequenceArguments.BYTES);
    assertThat(bytes(result::write)).hasSize(SequenceResult.BYTES);
  }

  @Test
  void exchangeIdIsAsTheRfcWritesIt() throws XdrException {
    ExchangeIdArguments arguments =
        new ExchangeIdArguments(
            0x1122_3344_5566_7788L,
            Server.owner("own"),
            0x1_0001,
            new StateProtection.None(),
            Optional.of(PROGRAM));
    golden(
        arguments,
        arguments::write,
        ExchangeIdArguments::read,
        "1122334455667788 00000003 6f776e00 00010001 00000000 00000001"
            + "00000003 612e6200 00000001 63000000 0000000000000007 00000008");
  }

  @Test
  void theResultOfExchangeIdIsAsTheRfcWritesIt() throws XdrException {
    ServerIdentity server =
        new ServerIdentity(5, new byte[] {1, 2}, new byte[] {3}, Optional.empty());
    ExchangeIdResult result = new ExchangeIdResult(0x77, 1, 0x8001_0000, server);
    byte[] written = bytes(result::write);
    assertThat(HexFormat.of().formatHex(written))
        .isEqualTo(
            "00000000000000770000000180010000000000000000000000000005"
                + "0000000201020000000000010300000000000000");
    XdrReader from = new XdrReader(written);
    ExchangeIdResult read = ExchangeIdResult.read(from);
    from.requireEnd();
    assertThat(read.clientId()).isEqualTo(0x77);
    assertThat(read.server().majorId()).containsExactly(1, 2);
    assertThat(read.server().scope()).containsExactly(3);
  }

  @Test
  void createSessionIsAsTheRfcWritesIt() throws XdrException {
    CreateSessionArguments arguments =
        new CreateSessionArguments(
            0x55, 7, 3, ATTRIBUTES, ATTRIBUTES, 0x4000_0001, List.of(SYS, none()));
    golden(
        arguments,
        arguments::write,
        CreateSessionArguments::read,
        "0000000000000055 00000007 00000003"
            + ATTRIBUTES_HEX
            + ATTRIBUTES_HEX
            + "40000001 00000002"
            + "00000001 00000009 00000003 61626300 00000001 00000002 00000001 00000003"
            + "00000000");
    CreateSessionResult result = new CreateSessionResult(SESSION, 7, 3, ATTRIBUTES, ATTRIBUTES);
    golden(
        result,
        result::write,
        CreateSessionResult::read,
        SESSION_HEX + "00000007 00000003" + ATTRIBUTES_HEX + ATTRIBUTES_HEX);
  }

  private static CallbackSecurity none() {
    return new CallbackSecurity.None();
  }

  @Test
  void bindConnectionIsAsTheRfcWritesIt() throws XdrException {
    BindConnectionArguments arguments =
        new BindConnectionArguments(SESSION, ChannelDirection.BACK_OR_BOTH, true);
    golden(
        arguments,
        arguments::write,
        BindConnectionArguments::read,
        SESSION_HEX + "00000007 00000001");
    BindConnectionResult result = new BindConnectionResult(SESSION, Binding.BOTH);
    golden(result, result::write, BindConnectionResult::read, SESSION_HEX + "00000003 00000000");
  }

  @Test
  void backchannelControlIsAsTheRfcWritesIt() throws XdrException {
    BackchannelControlArguments arguments = new BackchannelControlArguments(1, List.of(none()));
    golden(
        arguments,
        arguments::write,
        BackchannelControlArguments::read,
        "00000001 00000001 00000000");
  }

  @Test
  void handlesOfGssAreReadToTheirEnd() throws XdrException {
    XdrReader from =
        new XdrReader(
            HexFormat.of().parseHex("0000000600000001000000010100000000000002020300000000abcd"));
    assertThat(CallbackSecurity.read(from)).isInstanceOf(CallbackSecurity.Gss.class);
    assertThat(from.readInt()).isEqualTo(0xabcd);
    byte[] again =
        bytes(
            to ->
                CallbackSecurity.write(
                    new CallbackSecurity.Gss(1, new byte[] {1}, new byte[] {2, 3}), to));
    assertThat(HexFormat.of().formatHex(again))
        .isEqualTo("000000060000000100000001010000000000000202030000");
  }

  @Test
  void stateProtectionIsReadToItsEnd() throws XdrException {
    StateProtection machine = new StateProtection.MachineCredential(List.of(1, 2), List.of(3));
    thereAndBack(machine, to -> StateProtection.write(machine, to), StateProtection::read);
    XdrWriter ssv = new XdrWriter();
    ssv.writeInt(2);
    for (int bitmap = 0; bitmap < 2; bitmap++) {
      ssv.writeInt(1);
      ssv.writeInt(-1);
    }
    for (int list = 0; list < 2; list++) {
      ssv.writeInt(2);
      ssv.writeOpaque(new byte[] {1, 2, 3});
      ssv.writeOpaque(new byte[] {4});
    }
    ssv.writeInt(4);
    ssv.writeInt(2);
    XdrReader from = new XdrReader(ssv.toBytes());
    assertThat(StateProtection.read(from)).isEqualTo(new StateProtection.SecretStateVerifier());
    from.requireEnd();
  }

  /** RFC 8881, 15.1.1.1: a value that no enumeration has is BADXDR, as is an array too long. */
  @Test
  void whatTheSchemaDoesNotAllowIsRefused() {
    refused("00000003", StateProtection::read);
    refused("00000002 00000001 00000001", ImplementationId::readOptional);
    refused("00000005", CallbackSecurity::read);
    refused("00000006 00000004 00000000 00000000", CallbackSecurity::read);
    refused(SESSION_HEX + "00000000 00000000", BindConnectionArguments::read);
    refused(SESSION_HEX + "00000004 00000000", BindConnectionArguments::read);
    refused(SESSION_HEX + "00000001 00000002", BindConnectionArguments::read);
    refused("00000401", OwnerId::read);
    refused("00000011", CallbackSecurity::readList);
    refused(
        "00000000 00000400 00000800 00000200 00000010 00000008 00000002 00000005 00000006",
        ChannelAttributes::read);
    refused("00000002", ClientRecord::read);
    refused("00000002", SessionRecord::read);
    refused("00000002", SlotRecord::read);
  }

  private static <T> void refused(String hex, Read<T> read) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> read.from(new XdrReader(bytes))).isInstanceOf(XdrException.class);
  }

  private static ClientRecord client(CreationSlot creations) {
    Principal principal = new Principal(1, 2, 3, List.of(4L, 0xffff_ffffL));
    return new ClientRecord(
        0x77,
        Server.owner("owner"),
        5,
        principal,
        true,
        6,
        Optional.of(PROGRAM),
        1234,
        creations,
        true);
  }

  @Test
  void recordsComeBackAsTheyWere() throws XdrException {
    CreateSessionResult result = new CreateSessionResult(SESSION, 7, 3, ATTRIBUTES, ATTRIBUTES);
    for (CreationSlot slot :
        List.of(
            CreationSlot.unused(),
            new CreationSlot(9, -1, new CreateSessionOutcome.Refused(Status.TOOSMALL)),
            new CreationSlot(9, -1, new CreateSessionOutcome.Created(result, false)))) {
      ClientRecord record = client(slot);
      thereAndBack(record, record::write, ClientRecord::read);
    }
    SessionRecord session =
        new SessionRecord(SESSION, 0x77, 3, ATTRIBUTES, 160, ATTRIBUTES, 1, SYS, 1234, true);
    thereAndBack(session, session::write, SessionRecord::read);
    SlotRecord slot = new SlotRecord(0xffff_ffffL, -2, true, new byte[] {1, 2, 3, 4});
    SlotRecord read = SlotRecord.read(new XdrReader(bytes(slot::write)));
    assertThat(read.sequence()).isEqualTo(slot.sequence());
    assertThat(read.fingerprint()).isEqualTo(slot.fingerprint());
    assertThat(read.kept()).isTrue();
    assertThat(read.reply()).isEqualTo(slot.reply());
  }

  /** What is kept has to be read by every later version: its bytes do not change. */
  @Test
  void recordsAreWrittenAsTheyWereOnce() {
    assertThat(HexFormat.of().formatHex(bytes(client(CreationSlot.unused())::write)))
        .isEqualTo(
            "000000010000000000000077000000056f776e65720000000000000000000005"
                + "0000000100000002000000030000000200000004ffffffff0000000100000006"
                + "0000000100000003612e62000000000163000000000000000000000700000008"
                + "00000000000004d2"
                + "00000000"
                + "0000000000000000"
                + "00000000"
                + "00000001");
    assertThat(HexFormat.of().formatHex(bytes(new SlotRecord(3, 4, true, new byte[] {5})::write)))
        .isEqualTo("000000010000000300000000000000040000000100000001" + "05000000");
  }

  @Test
  void recallIsAsTheRfcWritesIt() {
    byte[] call =
        CallbackCodec.encode(
            SESSION,
            5,
            1,
            2,
            List.of(new ReferringCalls(SESSION, List.of(new ReferringCalls.Call(8, 9)))),
            new CallbackOperation.Recall(new StateId(1, 2, 3), true, new byte[] {7}));
    assertThat(HexFormat.of().formatHex(call))
        .isEqualTo(
            ("00000000 00000001 00000000 00000002"
                    + "0000000b"
                    + SESSION_HEX
                    + "00000005 00000001 00000002 00000000"
                    + "00000001"
                    + SESSION_HEX
                    + "00000001 00000008 00000009"
                    + "00000004 00000001 00000002 0000000000000003 00000001 00000001 07000000")
                .replace(" ", ""));
  }

  @Test
  void mutatedBytesAreReadOrRefusedAndNothingElse() {
    CreateSessionArguments create =
        new CreateSessionArguments(1, 1, 1, ATTRIBUTES, ATTRIBUTES, 1, List.of(SYS, none()));
    ExchangeIdArguments exchange =
        new ExchangeIdArguments(
            1,
            Server.owner("owner"),
            0,
            new StateProtection.MachineCredential(List.of(1), List.of(2)),
            Optional.of(PROGRAM));
    List<byte[]> seeds =
        List.of(
            bytes(create::write),
            bytes(exchange::write),
            bytes(client(CreationSlot.unused())::write));
    List<Read<?>> readers =
        List.of(CreateSessionArguments::read, ExchangeIdArguments::read, ClientRecord::read);
    Seeds.run(
        20_000,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int which = random.nextInt(seeds.size());
          byte[] bytes = seeds.get(which).clone();
          for (int i = random.nextInt(1, 5); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
          }
          try {
            readers.get(which).from(new XdrReader(bytes, 0, random.nextInt(bytes.length + 1)));
          } catch (XdrException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
          }
        });
  }
}
