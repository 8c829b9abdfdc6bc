package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Read delegations (RFC 8881, 10.2 to 10.4, 18.6, 18.16.3). */
class DelegationTest {

  private static final int NONE = 0;
  private static final int READ = 1;
  private static final int NONE_EXT = 3;

  private static final int CONTENTION = 1;
  private static final int RESOURCE = 2;

  private static final int WANT_READ = 0x100;

  private final World world = new World();
  private final World.Caller one = world.root(1);
  private final World.Caller two = world.root(2);
  private final ClientFiles files = new ClientFiles(world.state);
  private byte[] file = {};

  @BeforeEach
  void makeAFile() throws XdrException {
    world
        .root(9)
        .withoutBackChannel()
        .done(
            Request.putRoot(),
            OpenRequest.named("f").guarded(Values.none().mode(0666)).please(),
            Request.close(StateId.CURRENT));
    file = one.handle("f");
  }

  private static Answer.Opened open(World.Caller who, int access) throws XdrException {
    return who.done(Request.putRoot(), OpenRequest.named("f").access(access).please()).opened(1);
  }

  /** Gives a client a delegation and no open besides. */
  private StateId delegate(World.Caller who) throws XdrException {
    Answer.Opened opened = open(who, 1 | WANT_READ);
    assertThat(opened.delegation()).isEqualTo(READ);
    who.done(Request.putHandle(file), Request.close(opened.stateId()));
    return opened.delegationId();
  }

  private void recalls(World.Caller who, StateId delegation, Request... requests) {
    Answer answer = who.ask(requests);
    assertThat(answer.status()).isEqualTo(Status.DELAY);
    assertThat(answer.results()).hasSize(requests.length);
    assertThat(answer.notices())
        .singleElement()
        .isInstanceOfSatisfying(
            Notice.Recall.class,
            recall -> {
              assertThat(recall.clientId()).isEqualTo(1);
              assertThat(recall.stateId()).isEqualTo(delegation);
              assertThat(recall.fileHandle()).isEqualTo(file);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "0x001, 1", // nothing said
    "0x101, 1", // for reading
    "0x301, 1", // any
    "0x10101, 1", // told when there is one
    "0x002, 0", // nothing said, but it writes
    "0x003, 0"
  })
  void whoOnlyReadsGetsOne(String access, int delegation) throws XdrException {
    assertThat(open(one, Integer.decode(access)).delegation()).isEqualTo(delegation);
  }

  @ParameterizedTest
  @CsvSource({
    "0x401, 0", // does not want one
    "0x501, 7", // takes its wish back
    "0x201, 4", // wants one for writing, which nobody gets
    "0x102, 1", // writes
    "0x303, 1"
  })
  void whoGetsNoneIsToldWhyIfItAsked(String access, int why) throws XdrException {
    Answer.Opened opened = open(one, Integer.decode(access));
    assertThat(opened.delegation()).isEqualTo(NONE_EXT);
    assertThat(opened.whyNone()).isEqualTo(why);
  }

  @Test
  void whoCannotBeCalledGetsNone() throws XdrException {
    World.Caller silent = one.withoutBackChannel();
    assertThat(open(silent, 1).delegation()).isEqualTo(NONE);
    Answer.Opened opened = open(silent, 1 | WANT_READ);
    assertThat(opened.delegation()).isEqualTo(NONE_EXT);
    assertThat(opened.whyNone()).isEqualTo(RESOURCE);
  }

  @Test
  void whatIsBeingWrittenIsNotDelegated() throws XdrException {
    StateId writer = open(two, 2).stateId();
    Answer.Opened opened = open(one, 1 | WANT_READ);
    assertThat(opened.delegation()).isEqualTo(NONE_EXT);
    assertThat(opened.whyNone()).isEqualTo(CONTENTION);
    two.done(Request.putHandle(file), Request.close(writer));
    assertThat(open(one, 1 | WANT_READ).delegation()).isEqualTo(READ);
  }

  @Test
  void aClientGetsOnePerFileAndManyClientsGetOneEach() throws XdrException {
    StateId first = delegate(one);
    assertThat(open(one, 1).delegation()).isEqualTo(NONE);
    assertThat(delegate(two)).isNotEqualTo(first);
  }

  @Test
  void whatOthersDoToTheFileRecallsIt() throws XdrException {
    StateId delegation = delegate(one);
    two.done(Request.putRoot(), Request.makeDirectory("d"));
    two.done(
        Request.putRoot(),
        OpenRequest.named("other").guarded(Values.none()).please(),
        Request.close(StateId.CURRENT));
    Request root = Request.putRoot();
    Request at = Request.putHandle(file);
    recalls(two, delegation, root, OpenRequest.named("f").access(2).please());
    recalls(two, delegation, root, OpenRequest.named("f").access(3).please());
    recalls(two, delegation, root, OpenRequest.named("f").deny(1).please());
    recalls(
        two, delegation, root, OpenRequest.named("f").unchecked(Values.none().size(0)).please());
    recalls(two, delegation, at, Request.write(StateId.ANONYMOUS, 0, new byte[1]));
    recalls(
        two, delegation, at, Request.setAttributes(StateId.ANONYMOUS, Values.none().mode(0600)));
    recalls(two, delegation, root, Request.remove("f"));
    recalls(two, delegation, root, Request.save(), Request.rename("f", "g"));
    recalls(two, delegation, root, Request.save(), Request.rename("other", "f"));
    recalls(two, delegation, at, Request.save(), root, Request.link("g"));
  }

  @Test
  void whatDoesNotDisturbReadersRecallsNothing() throws XdrException {
    delegate(one);
    Answer answer =
        two.done(
            Request.putRoot(),
            OpenRequest.named("f").deny(2).please(),
            Request.read(StateId.CURRENT, 0, 1),
            Request.getAttributes(1, 3),
            Request.setAttributes(StateId.ANONYMOUS, Values.none()),
            Request.close(StateId.CURRENT));
    assertThat(answer.notices()).doesNotHaveAnyElementsOfTypes(Notice.Recall.class);
  }

  @Test
  void whoHasItIsNotInItsOwnWay() throws XdrException {
    StateId delegation = delegate(one);
    Answer answer =
        one.done(
            Request.putRoot(),
            OpenRequest.named("f").access(2).please(),
            Request.write(StateId.CURRENT, 0, new byte[1]));
    assertThat(answer.notices()).isEmpty();
    recalls(two, delegation, Request.putRoot(), OpenRequest.named("f").access(2).please());
  }

  @Test
  void theOthersAreRecalledTogether() throws XdrException {
    delegate(one);
    delegate(two);
    Answer answer = world.root(3).ask(Request.putRoot(), OpenRequest.named("f").access(2).please());
    assertThat(answer.notices()).hasSize(2);
  }

  @Test
  void whatWasGivenBackIsInNobodysWay() throws XdrException {
    StateId delegation = delegate(one);
    one.done(Request.putHandle(file), Request.returnDelegation(delegation));
    one.refused(Status.BAD_STATEID, Request.putHandle(file), Request.returnDelegation(delegation));
    two.done(Request.putRoot(), OpenRequest.named("f").access(2).please());
  }

  @Test
  void onlyADelegationIsGivenBackAndOnlyItsOwnFiles() throws XdrException {
    Answer.Opened opened = open(one, 1 | WANT_READ);
    one.refused(
        Status.BAD_STATEID, Request.putHandle(file), Request.returnDelegation(opened.stateId()));
    one.refused(
        Status.BAD_STATEID, Request.putRoot(), Request.returnDelegation(opened.delegationId()));
    two.refused(
        Status.BAD_STATEID,
        Request.putHandle(file),
        Request.returnDelegation(opened.delegationId()));
    one.refused(Status.BAD_STATEID, Request.putHandle(file), Request.close(opened.delegationId()));
  }

  @Test
  void aFileIsReadWithADelegationAndNotWritten() throws XdrException {
    StateId delegation = delegate(one);
    one.done(Request.putHandle(file), Request.read(delegation, 0, 1));
    one.refused(
        Status.OPENMODE, Request.putHandle(file), Request.write(delegation, 0, new byte[1]));
  }

  /** 18.16.3, CLAIM_DELEGATE_CUR and CLAIM_DELEG_CUR_FH. */
  @Test
  void whoHasItOpensByIt() throws XdrException {
    StateId delegation = delegate(one);
    one.done(Request.putHandle(file), OpenRequest.delegated(delegation).by("x").please());
    one.done(Request.putRoot(), OpenRequest.delegated(delegation, "f").by("y").please());
    two.refused(
        Status.BAD_STATEID, Request.putHandle(file), OpenRequest.delegated(delegation).please());
    one.refused(Status.ISDIR, Request.putRoot(), OpenRequest.current().please());
  }

  /** 10.4.5, 18.48 and 18.38: one that was taken away is known as such until that is noted. */
  @Test
  void whatWasTakenAwayIsKnownUntilThatIsNoted() throws XdrException {
    StateId delegation = delegate(one);
    StateId kept = delegate(two);
    files.revoke(delegation, world.now);
    files.revoke(delegation, world.now);
    assertThat(files.hasRevoked(1)).isTrue();
    assertThat(files.hasRevoked(2)).isFalse();
    one.refused(Status.DELEG_REVOKED, Request.putHandle(file), Request.read(delegation, 0, 1));
    one.refused(
        Status.DELEG_REVOKED, Request.putHandle(file), Request.returnDelegation(delegation));
    one.refused(
        Status.DELEG_REVOKED, Request.putHandle(file), OpenRequest.delegated(delegation).please());
    var statuses = one.done(Request.testStateIds(delegation)).last();
    statuses.readInt();
    assertThat(statuses.readInt()).isEqualTo(Status.DELEG_REVOKED.code());
    two.refused(Status.BAD_STATEID, Request.freeStateId(delegation));
    two.refused(Status.LOCKS_HELD, Request.freeStateId(kept));
    one.done(Request.freeStateId(delegation));
    assertThat(files.hasRevoked(1)).isFalse();
    one.refused(Status.BAD_STATEID, Request.freeStateId(delegation));
  }

  @Test
  void whatWasTakenAwayIsInNobodysWayAndHoldsNoClient() throws XdrException {
    StateId delegation = delegate(one);
    assertThat(files.holds(1)).isTrue();
    files.revoke(delegation, world.now);
    assertThat(files.holds(1)).isFalse();
    two.done(Request.putRoot(), OpenRequest.named("f").access(2).please());
    files.release(1);
    assertThat(files.hasRevoked(1)).isFalse();
  }

  @Test
  void onlyADelegationIsTakenAway() throws XdrException {
    StateId open = open(one, 2).stateId();
    files.revoke(open, world.now);
    files.revoke(new StateId(1, 2, 12345), world.now);
    files.revoke(StateId.BYPASS, world.now);
    one.done(Request.putHandle(file), Request.close(open));
  }

  @Test
  void whoHadItRecalledIsNotMetByTheNext() throws XdrException {
    StateId delegation = delegate(one);
    one.done(Request.putHandle(file), Request.returnDelegation(delegation));
    assertThat(open(one, 1).delegation()).isEqualTo(NONE);
    world.now += Delegations.REST_MILLIS - 1;
    assertThat(open(one, 1).delegation()).isEqualTo(NONE);
    world.now += 1;
    assertThat(open(one, 1).delegation()).isEqualTo(READ);
  }

  @Test
  void aRemovedFileIsKeptUntilItsDelegationEnds() throws XdrException {
    StateId delegation = delegate(one);
    one.done(Request.putRoot(), Request.remove("f"));
    one.done(Request.putHandle(file), Request.read(delegation, 0, 1));
    one.done(Request.putHandle(file), Request.returnDelegation(delegation));
    one.refused(Status.STALE, Request.putHandle(file));
    world.nobodyHoldsAnything();
  }
}
