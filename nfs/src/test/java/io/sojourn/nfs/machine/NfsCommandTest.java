package io.sojourn.nfs.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.compound.CompoundTurn.Connection;
import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.ReplyBound;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.testing.Seeds;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands, queries and replies in bytes. */
class NfsCommandTest {

  private static final SessionKey KEY = new SessionKey(0x0102030405060708L, 0x090a0b0c0d0e0f10L);

  static CompoundCall call() {
    return new CompoundCall(
        new Principal(Principal.AUTH_SYS, 0xffff_fffeL, 100, List.of(4L, 0xffff_ffffL)),
        new SlotUse(KEY, 63, -1, 0x1234_5678_9abc_def0L, true, new byte[36]),
        new Connection(new SessionKey(5, 6), List.of(KEY), false, true),
        new byte[] {'t', 'a', 'g'},
        new ReplyBound(8192, Status.REP_TOO_BIG_TO_CACHE),
        2,
        new byte[] {0, 0, 0, 24, 0, 0, 0, 10});
  }

  static Stream<NfsCommand> commands() {
    CompoundCall solo =
        new CompoundCall(
            Principal.NONE,
            null,
            new Connection(KEY, List.of(), true, false),
            new byte[0],
            new ReplyBound(100, Status.REP_TOO_BIG),
            1,
            new byte[0]);
    return Stream.of(
        new NfsCommand.Compound(call()),
        new NfsCommand.Compound(solo),
        new NfsCommand.Boot(KEY, true, 90_000),
        new NfsCommand.ExpireClient(-1),
        new NfsCommand.Revoke(9, new StateId(1, 2, 3)),
        new NfsCommand.EndClient(7),
        new NfsCommand.EndSession(KEY),
        new NfsCommand.LeaseIs(7, true),
        new NfsCommand.Tidy());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandIsReadAsItWasWritten(NfsCommand command) throws XdrException {
    NfsCommand read = NfsCommand.read(command.toBytes());
    assertThat(read).usingRecursiveComparison().isEqualTo(command);
    assertThat(read.toBytes()).isEqualTo(command.toBytes());
  }

  /** The log holds them for ever: this form is never changed, only succeeded by another version. */
  @Test
  void theBytesOfACommandStayAsTheyAre() {
    assertThat(new NfsCommand.Boot(KEY, true, 90_000).toBytes())
        .asHexString()
        .isEqualToIgnoringCase(
            "00000001" // version
                + "00000001" // a start
                + "0102030405060708090a0b0c0d0e0f10"
                + "00000001"
                + "0000000000015f90");
    assertThat(new NfsCommand.Compound(call()).toBytes())
        .asHexString()
        .isEqualToIgnoringCase(
            "00000001" // version
                + "00000000" // a compound
                + "00000001fffffffe00000064" // the principal
                + "0000000200000004ffffffff" // its groups
                + "00000001" // a slot
                + "0102030405060708090a0b0c0d0e0f10"
                + "0000003fffffffff" // slot, sequence
                + "123456789abcdef0" // fingerprint
                + "00000001" // cachethis
                + "00".repeat(36) // the result of SEQUENCE
                + "00000000000000050000000000000006" // a new session's id
                + "00000001" // one bound session
                + "0102030405060708090a0b0c0d0e0f10"
                + "00000001" // can be called back
                + "0000000374616700" // tag
                + "00002000"
                + "00002753" // the bound of the reply
                + "00000002" // two operations
                + "0000000800000018"
                + "0000000a");
  }

  @Test
  void mutatedCommandsAreReadOrRefused() {
    Seeds.run(
        20,
        seed -> {
          Random random = new Random(seed);
          for (NfsCommand command : commands().toList()) {
            for (int i = 0; i < 200; i++) {
              byte[] bytes = command.toBytes();
              for (int j = 0; j <= random.nextInt(3); j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
              }
              try {
                assertThat(NfsCommand.read(bytes).toBytes()).isNotEmpty();
              } catch (XdrException | IllegalArgumentException expected) {
                // refused, deterministically
              }
            }
          }
        });
  }

  static Stream<NfsReply> replies() {
    return Stream.of(
        new NfsReply.Refused(Status.SEQ_MISORDERED),
        new NfsReply.NeedsLog(),
        new NfsReply.Done(true, List.of(new Notice.ClientGone(5))),
        new NfsReply.Executed(
            new byte[] {1, 2, 3, 4},
            true,
            false,
            List.of(
                new Notice.Recall(1, new StateId(1, 2, 3), new byte[20]),
                new Notice.SessionCreated(KEY, true),
                new Notice.SessionChanged(KEY),
                new Notice.SessionGone(KEY))));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void aReplyIsReadAsItWasWritten(NfsReply reply) throws XdrException {
    assertThat(NfsReply.read(reply.toBytes())).usingRecursiveComparison().isEqualTo(reply);
  }

  static Stream<NfsQuery> queries() {
    return Stream.of(
        new NfsQuery.Compound(call()),
        new NfsQuery.Session(KEY),
        new NfsQuery.Clients(-5, 256),
        new NfsQuery.Sessions(-5, 3),
        new NfsQuery.Untidy());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void aQueryIsReadAsItWasWritten(NfsQuery query) throws XdrException {
    assertThat(NfsQuery.read(query.toBytes())).usingRecursiveComparison().isEqualTo(query);
  }
}
