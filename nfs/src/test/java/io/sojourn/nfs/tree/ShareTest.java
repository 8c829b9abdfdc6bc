package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Share reservations (RFC 8881, 9.7 and 9.1.1). */
class ShareTest {

  private final World world = new World();
  private final World.Caller one = world.root(1).withoutBackChannel();
  private final World.Caller two = world.root(2).withoutBackChannel();

  @BeforeEach
  void makeAFile() {
    one.done(
        Request.putRoot(),
        OpenRequest.named("f").guarded(Values.none().mode(0666)).please(),
        Request.close(StateId.CURRENT));
  }

  private static StateId open(World.Caller who, String owner, int access, int deny)
      throws XdrException {
    return who.done(
            Request.putRoot(), OpenRequest.named("f").by(owner).access(access).deny(deny).please())
        .opened(1)
        .stateId();
  }

  private static void close(World.Caller who, StateId open) {
    who.done(Request.putRoot(), Request.lookup("f"), Request.close(open));
  }

  /** Every pair of opens: refused if one does what the other denies. */
  @Test
  void whatOneDeniesNoOtherDoes() throws XdrException {
    for (int access = 1; access <= 3; access++) {
      for (int deny = 0; deny <= 3; deny++) {
        StateId first = open(one, "a", access, deny);
        for (int access2 = 1; access2 <= 3; access2++) {
          for (int deny2 = 0; deny2 <= 3; deny2++) {
            boolean conflict = (access & deny2) != 0 || (access2 & deny) != 0;
            Answer answer =
                two.ask(
                    Request.putRoot(), OpenRequest.named("f").access(access2).deny(deny2).please());
            assertThat(answer.status())
                .as("%d/%d against %d/%d", access2, deny2, access, deny)
                .isEqualTo(conflict ? Status.SHARE_DENIED : Status.OK);
            if (!conflict) {
              close(two, answer.opened(1).stateId());
            }
          }
        }
        close(one, first);
      }
    }
  }

  @Test
  void anOwnerDoesNotDenyItself() throws XdrException {
    open(one, "a", 1, 3);
    StateId open = open(one, "a", 3, 3);
    one.refused(Status.SHARE_DENIED, Request.putRoot(), OpenRequest.named("f").by("b").please());
    close(one, open);
    open(one, "b", 3, 3);
  }

  @Test
  void aDowngradeLetsOthersIn() throws XdrException {
    open(one, "a", 1, 0);
    StateId open = open(one, "a", 1, 2);
    two.refused(Status.SHARE_DENIED, Request.putRoot(), OpenRequest.named("f").access(2).please());
    one.done(Request.putRoot(), Request.lookup("f"), Request.downgrade(open, 1, 0));
    open(two, "b", 2, 0);
  }

  /** 9.1.1: without an open, what others deny is locked; a read may ask to go past that. */
  @Test
  void whatIsDeniedIsNotReadOrWrittenWithoutAnOpen() throws XdrException {
    StateId open = open(one, "a", 3, 3);
    Request[] file = {Request.putRoot(), Request.lookup("f")};
    two.refused(Status.LOCKED, file[0], file[1], Request.read(StateId.ANONYMOUS, 0, 1));
    two.done(file[0], file[1], Request.read(StateId.BYPASS, 0, 1));
    for (StateId special : new StateId[] {StateId.ANONYMOUS, StateId.BYPASS}) {
      two.refused(Status.LOCKED, file[0], file[1], Request.write(special, 0, new byte[1]));
      two.refused(
          Status.LOCKED, file[0], file[1], Request.setAttributes(special, Values.none().size(1)));
      two.done(file[0], file[1], Request.setAttributes(special, Values.none().mode(0600)));
    }
    close(one, open);
    two.done(file[0], file[1], Request.write(StateId.ANONYMOUS, 0, new byte[1]));
  }

  @Test
  void whatIsDeniedIsNotEmptiedByAnOpen() throws XdrException {
    open(one, "a", 1, 2);
    two.refused(
        Status.SHARE_DENIED,
        Request.putRoot(),
        OpenRequest.named("f").unchecked(Values.none().size(0)).please());
  }

  @Test
  void theModesOfAnOwnerAreTheUnionOfItsOpens() {
    Shares shares = Shares.of(1, 0).with(2, 1);
    assertThat(shares.access()).isEqualTo(3);
    assertThat(shares.deny()).isEqualTo(1);
    assertThat(shares.downgraded(3, 1)).isEqualTo(shares);
    assertThat(shares.downgraded(1, 0)).isEqualTo(Shares.of(1, 0));
    assertThat(shares.downgraded(2, 1)).isEqualTo(Shares.of(2, 1));
    assertThat(shares.downgraded(2, 0)).isNull();
    assertThat(shares.downgraded(1, 1)).isNull();
  }
}
