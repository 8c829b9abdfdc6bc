package io.sojourn.nfs.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.session.BackchannelControlArguments;
import io.sojourn.nfs.session.BindConnectionArguments;
import io.sojourn.nfs.session.CallbackSecurity;
import io.sojourn.nfs.session.ChannelAttributes;
import io.sojourn.nfs.session.ChannelDirection;
import io.sojourn.nfs.session.CreateSessionArguments;
import io.sojourn.nfs.session.ExchangeIdArguments;
import io.sojourn.nfs.session.OwnerId;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.session.StateProtection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of every operation, written down by hand from RFC 5662. */
class CompoundTest {

  private static final StateId STATE = new StateId(1, 0x0203_0405, 0x0607_0809_0a0b_0c0dL);
  private static final String S = " 00000001 02030405 06070809 0a0b0c0d ";
  private static final SessionKey KEY =
      new SessionKey(0x0102_0304_0506_0708L, 0x090a_0b0c_0d0e_0f10L);
  private static final String K = " 01020304 05060708 090a0b0c 0d0e0f10 ";
  private static final AttributeValues MODE = new AttributeValues().mode(0755);
  private static final String M = " 00000002 00000000 00000002 00000004 000001ed ";
  private static final AttributeValues NONE = new AttributeValues();
  private static final OpenRequest OPEN = OpenRequest.of("f", OpenRequest.BOTH, "o");
  private static final String O =
      "00000012 00000000 00000003 00000000 0000000000000000 00000001 6f000000 ";
  private static final String F = " 00000000 00000001 66000000";

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static Arguments op(String name, Consumer<Compound> operation, String expected) {
    return Arguments.of(name, operation, expected);
  }

  static Stream<Arguments> operationsOfFiles() {
    return Stream.of(
        op("ACCESS", c -> c.access(0x1f), "00000003 0000001f"),
        op("COMMIT", c -> c.commit(5, 6), "00000005 0000000000000005 00000006"),
        op(
            "CREATE, a directory",
            c -> c.makeDirectory("d", MODE),
            "00000006 00000002 00000001 64000000" + M),
        op(
            "CREATE, a link",
            c -> c.makeSymbolicLink("l", "t", NONE),
            "00000006 00000005 00000001 74000000 00000001 6c000000 00000000 00000000"),
        op("GETATTR", c -> c.getAttributes(1, 4, 33), "00000009 00000002 00000012 00000002"),
        op("GETFH", Compound::getFileHandle, "0000000a"),
        op("LINK", c -> c.link("n"), "0000000b 00000001 6e000000"),
        op("LOOKUP", c -> c.lookup("abcde"), "0000000f 00000005 61626364 65000000"),
        op("LOOKUPP", Compound::lookupParent, "00000010"),
        op(
            "NVERIFY",
            c -> c.verifyNot(new AttributeValues().size(9)),
            "00000011 00000001 00000010 00000008 0000000000000009"),
        op("PUTFH", c -> c.putFileHandle(new byte[] {1, 2, 3}), "00000016 00000003 01020300"),
        op("PUTPUBFH", Compound::putPublicFileHandle, "00000017"),
        op("PUTROOTFH", Compound::putRootFileHandle, "00000018"),
        op("READ", c -> c.read(STATE, 1, 2), "00000019" + S + "0000000000000001 00000002"),
        op(
            "READDIR",
            c -> c.readDirectory(1, 2, 3, 4, 1),
            "0000001a 0000000000000001 0000000000000002 00000003 00000004 00000001 00000002"),
        op("READLINK", Compound::readLink, "0000001b"),
        op("REMOVE", c -> c.remove("r"), "0000001c 00000001 72000000"),
        op("RENAME", c -> c.rename("a", "b"), "0000001d 00000001 61000000 00000001 62000000"),
        op("RESTOREFH", Compound::restoreFileHandle, "0000001f"),
        op("SAVEFH", Compound::saveFileHandle, "00000020"),
        op("SECINFO", c -> c.securityOf("s"), "00000021 00000001 73000000"),
        op("SECINFO_NO_NAME", c -> c.securityOfCurrent(true), "00000034 00000001"),
        op("SETATTR", c -> c.setAttributes(STATE, MODE), "00000022" + S + M),
        op(
            "VERIFY",
            c -> c.verify(new AttributeValues().owner("7")),
            "00000025 00000002 00000000 00000010 00000008 00000001 37000000"),
        op(
            "WRITE",
            c -> c.write(STATE, 7, 2, new byte[] {1}),
            "00000026" + S + "0000000000000007 00000002 00000001 01000000"),
        op(
            "SETATTR, a time",
            c -> c.setAttributes(STATE, new AttributeValues().timeModify(1, 2)),
            "00000022"
                + S
                + "00000002 00000000 00400000 00000010 00000001 0000000000000001 00000002"));
  }

  static Stream<Arguments> operationsOfState() {
    return Stream.of(
        op("OPEN", c -> c.open(OPEN), O + "00000000" + F),
        op(
            "OPEN, unchecked",
            c -> c.open(OPEN.with(new OpenRequest.Creation.Unchecked(MODE))),
            O + "00000001 00000000" + M + F),
        op(
            "OPEN, guarded",
            c -> c.open(OPEN.with(new OpenRequest.Creation.Guarded(NONE))),
            O + "00000001 00000001 00000000 00000000" + F),
        op(
            "OPEN, exclusive",
            c -> c.open(OPEN.with(new OpenRequest.Creation.Exclusive(9))),
            O + "00000001 00000002 0000000000000009" + F),
        op(
            "OPEN, exclusive with attributes",
            c -> c.open(OPEN.with(new OpenRequest.Creation.ExclusiveWithAttributes(9, MODE))),
            O + "00000001 00000003 0000000000000009" + M + F),
        op(
            "OPEN, previous",
            c -> c.open(OPEN.with(new OpenRequest.Claim.Previous(1))),
            O + "00000000 00000001 00000001"),
        op(
            "OPEN, delegated",
            c -> c.open(OPEN.with(new OpenRequest.Claim.DelegatedName(STATE, new byte[] {'f'}))),
            O + "00000000 00000002" + S + "00000001 66000000"),
        op(
            "OPEN, by handle",
            c -> c.open(OPEN.with(new OpenRequest.Claim.Current())),
            O + "00000000 00000004"),
        op(
            "OPEN, delegated by handle",
            c -> c.open(OPEN.with(new OpenRequest.Claim.DelegatedCurrent(STATE))),
            O + "00000000 00000005" + S),
        op(
            "OPEN_DOWNGRADE",
            c -> c.downgrade(STATE, 1, 0),
            "00000015" + S + "00000000 00000001 00000000"),
        op("CLOSE", c -> c.close(STATE), "00000004 00000000" + S),
        op("DELEGPURGE", c -> c.purgeDelegations(9), "00000007 0000000000000009"),
        op("DELEGRETURN", c -> c.returnDelegation(STATE), "00000008" + S),
        op("FREE_STATEID", c -> c.freeStateId(STATE), "0000002d" + S),
        op("TEST_STATEID", c -> c.testStateIds(STATE, STATE), "00000037 00000002" + S + S));
  }

  static Stream<Arguments> operationsOfSessions() {
    ChannelAttributes fore =
        new ChannelAttributes(0, 0x400, 0x401, 0x402, 8, 16, OptionalInt.empty());
    ChannelAttributes back = new ChannelAttributes(1, 2, 3, 4, 5, 6, OptionalInt.of(7));
    List<CallbackSecurity> security = List.of(new CallbackSecurity.None());
    return Stream.of(
        op(
            "BACKCHANNEL_CTL",
            c -> c.backchannelControl(new BackchannelControlArguments(0x4000_0000, security)),
            "00000028 40000000 00000001 00000000"),
        op(
            "BIND_CONN_TO_SESSION",
            c ->
                c.bindConnection(
                    new BindConnectionArguments(KEY, ChannelDirection.BACK_OR_BOTH, false)),
            "00000029" + K + "00000007 00000000"),
        op(
            "EXCHANGE_ID",
            c ->
                c.exchangeId(
                    new ExchangeIdArguments(
                        5,
                        new OwnerId(new byte[] {'o', 'k'}),
                        0x1_0000,
                        new StateProtection.None(),
                        Optional.empty())),
            "0000002a 0000000000000005 00000002 6f6b0000 00010000 00000000 00000000"),
        op(
            "CREATE_SESSION",
            c ->
                c.createSession(
                    new CreateSessionArguments(6, 7, 3, fore, back, 0x4000_0000, security)),
            "0000002b 0000000000000006 00000007 00000003"
                + "00000000 00000400 00000401 00000402 00000008 00000010 00000000"
                + "00000001 00000002 00000003 00000004 00000005 00000006 00000001 00000007"
                + "40000000 00000001 00000000"),
        op("DESTROY_SESSION", c -> c.destroySession(KEY), "0000002c" + K),
        op(
            "SEQUENCE",
            c -> c.sequence(new SequenceArguments(KEY, 1, 2, 3, true)),
            "00000035" + K + "00000001 00000002 00000003 00000001"),
        op(
            "SET_SSV",
            c -> c.setSsv(new byte[] {1}, new byte[0]),
            "00000036 00000001 01000000 00000000"),
        op("DESTROY_CLIENTID", c -> c.destroyClientId(9), "00000039 0000000000000009"),
        op("RECLAIM_COMPLETE", c -> c.reclaimComplete(false), "0000003a 00000000"),
        op("any number", c -> c.raw(77, new byte[] {1, 2, 3, 4}), "0000004d 01020304"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"operationsOfFiles", "operationsOfState", "operationsOfSessions"})
  void anOperationIsWrittenAsTheRfcSays(
      String name, Consumer<Compound> operation, String expected) {
    Compound compound = new Compound();
    operation.accept(compound);
    assertThat(compound.encode()).as(name).isEqualTo(hex("00000000 00000001 00000001" + expected));
    assertThat(compound.count()).isEqualTo(1);
  }

  @Test
  void theHeaderHasTagMinorVersionAndCount() {
    Compound compound = new Compound(new byte[] {'t', 'a'}, 7);
    compound.putRootFileHandle().getFileHandle();
    assertThat(compound.encode())
        .isEqualTo(hex("00000002 74610000 00000007 00000002 00000018 0000000a"));
    assertThat(compound.encode()).as("once more").isEqualTo(compound.encode());
  }

  @Test
  void aSequenceComesFirst() {
    assertThat(
            new Compound("t")
                .putRootFileHandle()
                .encodeBehind(new SequenceArguments(KEY, 1, 2, 3, false)))
        .isEqualTo(
            hex(
                "00000001 74000000 00000001 00000002 00000035"
                    + K
                    + "00000001 00000002 00000003 00000000 00000018"));
  }
}
