package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.compound.Tables;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients whose lease is over keep what they hold until somebody wants it (RFC 8881, 8.4.3). */
class OverdueTest {

  private final Set<Long> overdue = new HashSet<>();
  private final World world =
      new World(
          TreeSettings.DEFAULT,
          Reclaims.NONE,
          (turn, clientId) -> {
            if (!overdue.contains(clientId)) {
              return false;
            }
            new ClientFiles(turn.state()).release(clientId);
            return true;
          });
  private final World.Caller one = world.root(1);
  private final World.Caller two = world.root(2);
  private byte[] file = {};

  @BeforeEach
  void makeAFile() throws XdrException {
    two.done(
        Request.putRoot(),
        OpenRequest.named("f").access(2).guarded(Values.none()).please(),
        Request.close(StateId.CURRENT));
    file = two.handle("f");
  }

  @Test
  void anOpenThatIsInTheWayGoesWithItsClient() {
    one.done(Request.putRoot(), OpenRequest.named("f").deny(3).please());
    Request[] open = {Request.putRoot(), OpenRequest.named("f").please()};
    two.refused(Status.SHARE_DENIED, open);
    overdue.add(1L);
    two.done(open);
    assertThat(new ClientFiles(world.state).holds(1)).isFalse();
  }

  @Test
  void aDelegationThatIsInTheWayGoesWithItsClient() {
    one.done(Request.putRoot(), OpenRequest.named("f").please());
    Request[] write = {Request.putHandle(file), Request.write(StateId.ANONYMOUS, 0, new byte[1])};
    two.refused(Status.DELAY, write);
    overdue.add(1L);
    assertThat(two.done(write).notices()).isEmpty();
  }

  @Test
  void whoWritesWithoutAnOpenIsNotDeniedByIt() {
    one.done(Request.putRoot(), OpenRequest.named("f").deny(2).please());
    Request[] write = {Request.putHandle(file), Request.write(StateId.ANONYMOUS, 0, new byte[1])};
    two.refused(Status.LOCKED, write);
    overdue.add(1L);
    two.done(write);
    assertThat(new ClientFiles(world.state).holds(1)).isFalse();
  }

  @Test
  void whatIsInNobodysWayStays() {
    one.done(Request.putRoot(), OpenRequest.named("f").please());
    overdue.add(1L);
    two.done(Request.putRoot(), OpenRequest.named("f").please());
    assertThat(new ClientFiles(world.state).holds(1)).isTrue();
  }

  /** A file without a name goes with the last who holds it: it must not come back half. */
  @Test
  void aFileThatGoesWithItsClientIsNotWritten() {
    one.done(Request.putRoot(), OpenRequest.named("f").deny(2).please());
    one.done(Request.putRoot(), Request.remove("f"));
    overdue.add(1L);
    two.refused(
        Status.STALE, Request.putHandle(file), Request.write(StateId.ANONYMOUS, 0, new byte[1]));
    two.refused(
        Status.STALE,
        Request.putHandle(file),
        Request.setAttributes(StateId.ANONYMOUS, Values.none().mode(0600)));
    two.refused(Status.STALE, Request.putHandle(file), OpenRequest.current().access(2).please());
    new ClientFiles(world.state).release(1);
    assertThat(Counters.of(world.state).files()).isZero();
    assertThat(world.state.count(Tables.INODES)).isOne();
    world.nobodyHoldsAnything();
  }
}
