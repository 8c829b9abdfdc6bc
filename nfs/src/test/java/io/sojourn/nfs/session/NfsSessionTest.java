package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A session as a whole: its id, its two channels, what was negotiated. */
class NfsSessionTest {

  private final SlotBudget budget = new SlotBudget(1 << 20);
  private final Lease lease = new Leases(90, 90).begin(0x77, 0);

  private NfsSession session(SessionRecord record) {
    return new NfsSession(record, new ForeChannel(record, budget), lease, List::of);
  }

  private static SessionRecord record(int flags, int backSlots) {
    SessionRecord usual = Channels.session(4, 4);
    return new SessionRecord(
        usual.id(),
        usual.clientId(),
        flags,
        usual.fore(),
        4,
        new ChannelAttributes(0, 1000, 1000, 0, 8, backSlots, OptionalInt.empty()),
        usual.callbackProgram(),
        usual.security(),
        17,
        false);
  }

  @Test
  void itIsWhatItsRecordSays() {
    SessionRecord record = record(0, 4);
    NfsSession session = session(record);
    assertThat(session.id()).isEqualTo(record.id());
    assertThat(session.clientId()).isEqualTo(record.clientId());
    assertThat(session.record()).isSameAs(record);
    assertThat(session.lease()).isSameAs(lease);
  }

  @Test
  void slotsForCallbacksAreThereOnlyWhenAskedFor() {
    assertThat(session(record(CreateSessionFlags.CONN_BACK_CHAN, 4)).back()).isNotNull();
    NfsSession without = session(record(0, 4));
    assertThat(without.back()).isNull();
    BackChannel opened = without.openBackChannel();
    assertThat(opened).isNotNull();
    assertThat(without.openBackChannel()).isSameAs(opened);
    assertThat(without.back()).isSameAs(opened);
  }

  @Test
  void aSessionThatAskedForNoSlotsForCallbacksNeverHasAny() {
    NfsSession never = session(record(0, 0));
    assertThat(never.openBackChannel()).isNull();
    assertThat(never.back()).isNull();
  }

  @Test
  void theForeChannelHasAsManySlotsAsWereNegotiated() {
    NfsSession session = session(record(0, 4));
    assertThat(session.fore().begin(Channels.sequence(3, 1), 100, 1, 0, 1, 0))
        .isInstanceOf(SequenceDecision.Execute.class);
    assertThat(session.fore().begin(Channels.sequence(4, 1), 100, 1, 0, 1, 0))
        .isEqualTo(new SequenceDecision.Refused(Status.BADSLOT));
  }

  @Test
  void whatBackchannelControlChangesIsTakenOver() {
    NfsSession session = session(record(CreateSessionFlags.CONN_BACK_CHAN, 4));
    SessionRecord changed = session.record().withCallbacks(5, new CallbackSecurity.None());
    session.update(changed);
    assertThat(session.record().callbackProgram()).isEqualTo(5);
    SessionRecord other =
        new SessionRecord(
            new SessionKey(1, 1),
            1,
            0,
            changed.fore(),
            4,
            changed.back(),
            1,
            changed.security(),
            0,
            false);
    assertThatThrownBy(() -> session.update(other)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClosedSessionDoesNothingAnyMore() {
    NfsSession session = session(record(CreateSessionFlags.CONN_BACK_CHAN, 4));
    BackChannel back = Objects.requireNonNull(session.back());
    session.close();
    assertThat(session.fore().begin(Channels.sequence(0, 1), 100, 1, 0, 1, 0))
        .isEqualTo(new SequenceDecision.Refused(Status.BADSESSION));
    assertThat(back.send(new CallbackOperation.RecallSlot(0), List.of()).toCompletableFuture())
        .isCompletedWithValue(new CallbackOutcome.Undelivered());
    NfsSession never = session(record(0, 4));
    never.close();
    assertThat(never.openBackChannel()).isNull();
  }
}
