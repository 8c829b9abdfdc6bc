package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stateids, TEST_STATEID and FREE_STATEID (RFC 8881, 8.2, 18.48, 18.38). */
class StateIdTest {

  private final World world = new World();
  private final World.Caller one = world.root(1).withoutBackChannel();
  private final World.Caller two = world.root(2).withoutBackChannel();
  private StateId open = StateId.INVALID;

  @BeforeEach
  void openAFileTwice() throws XdrException {
    one.done(
        Request.putRoot(),
        OpenRequest.named("f").access(3).guarded(Values.none().mode(0666)).please());
    open = one.done(Request.putRoot(), OpenRequest.named("f").please()).opened(1).stateId();
    assertThat(open.seqid()).isEqualTo(2);
  }

  private Status read(World.Caller who, StateId stateId) {
    return who.ask(Request.putRoot(), Request.lookup("f"), Request.read(stateId, 0, 1)).status();
  }

  private Status test(World.Caller who, StateId stateId) throws XdrException {
    XdrReader from = who.done(Request.testStateIds(stateId)).last();
    assertThat(from.readInt()).isEqualTo(1);
    return Status.of(from.readInt());
  }

  /** 8.2.4: 0 is the newest, what is behind is old, what is ahead is bad. */
  @ParameterizedTest
  @CsvSource({"2, OK", "0, OK", "1, OLD_STATEID", "3, BAD_STATEID", "-1, OLD_STATEID"})
  void aStateIdHasAnAge(int seqid, Status status) throws XdrException {
    StateId stateId = new StateId(seqid, open.high(), open.low());
    assertThat(read(one, stateId)).isEqualTo(status);
    assertThat(test(one, stateId)).isEqualTo(status);
  }

  @Test
  void aStateIdIsItsClientsOnly() throws XdrException {
    assertThat(read(two, open)).isEqualTo(Status.BAD_STATEID);
    assertThat(test(two, open)).isEqualTo(Status.BAD_STATEID);
    two.refused(Status.BAD_STATEID, Request.freeStateId(open));
    two.refused(Status.BAD_STATEID, Request.putRoot(), Request.lookup("f"), Request.close(open));
  }

  @Test
  void whatWasNeverGivenOutIsBad() throws XdrException {
    for (StateId stateId :
        new StateId[] {
          new StateId(open.seqid(), open.high(), open.low() + 1),
          new StateId(open.seqid(), 2, open.low()),
          new StateId(open.seqid(), 0, open.low()),
          StateId.INVALID,
          new StateId(2, 0, 0),
          new StateId(0, -1, -1)
        }) {
      assertThat(read(one, stateId)).isEqualTo(Status.BAD_STATEID);
      assertThat(test(one, stateId)).isEqualTo(Status.BAD_STATEID);
      one.refused(Status.BAD_STATEID, Request.freeStateId(stateId));
    }
  }

  /** 18.48.3: special stateids are bad to TEST_STATEID. */
  @Test
  void aSpecialStateIdIsGoodToReadWithAndNothingElse() throws XdrException {
    for (StateId special : new StateId[] {StateId.ANONYMOUS, StateId.BYPASS}) {
      assertThat(read(one, special)).isEqualTo(Status.OK);
      assertThat(test(one, special)).isEqualTo(Status.BAD_STATEID);
      one.refused(Status.BAD_STATEID, Request.freeStateId(special));
      one.refused(
          Status.BAD_STATEID, Request.putRoot(), Request.lookup("f"), Request.close(special));
    }
    assertThat(test(one, StateId.CURRENT)).isEqualTo(Status.BAD_STATEID);
  }

  @Test
  void manyAreTestedAtOnce() throws XdrException {
    XdrReader from = one.done(Request.testStateIds(open, StateId.ANONYMOUS, open)).last();
    assertThat(from.readInt()).isEqualTo(3);
    assertThat(from.readInt()).isZero();
    assertThat(from.readInt()).isEqualTo(Status.BAD_STATEID.code());
    assertThat(from.readInt()).isZero();
    assertThat(one.done(Request.testStateIds()).last().readInt()).isZero();
  }

  /** 18.38.3: what is in force is not freed. */
  @Test
  void anOpenIsNotFreed() {
    one.refused(Status.LOCKS_HELD, Request.freeStateId(open));
    one.refused(
        Status.LOCKS_HELD,
        Request.putRoot(),
        OpenRequest.named("f").please(),
        Request.freeStateId(StateId.CURRENT));
  }

  @Test
  void anOpenIsReadAndWrittenAsItWasOpened() throws XdrException {
    StateId forReading =
        two.done(Request.putRoot(), OpenRequest.named("f").please()).opened(1).stateId();
    StateId forWriting =
        two.done(Request.putRoot(), OpenRequest.named("f").by("w").access(2).please())
            .opened(1)
            .stateId();
    Request[] file = {Request.putRoot(), Request.lookup("f")};
    two.done(file[0], file[1], Request.read(forReading, 0, 1));
    two.done(file[0], file[1], Request.write(forWriting, 0, new byte[1]));
    two.refused(Status.OPENMODE, file[0], file[1], Request.read(forWriting, 0, 1));
    two.refused(Status.OPENMODE, file[0], file[1], Request.write(forReading, 0, new byte[1]));
    two.refused(
        Status.OPENMODE,
        file[0],
        file[1],
        Request.setAttributes(forReading, Values.none().size(0)));
    two.done(file[0], file[1], Request.setAttributes(forWriting, Values.none().size(0)));
  }
}
