package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reclaiming after a restart (RFC 8881, 8.4.2, 18.16.3 and 18.51.3). */
class GraceTest {

  private static final long END = 2_000_000;

  private final Set<Long> complete = new HashSet<>(Set.of(1L, 2L, 3L));
  private final Set<Long> known = new HashSet<>();
  private final World world =
      new World(
          TreeSettings.DEFAULT,
          new Reclaims() {
            @Override
            public boolean isComplete(ServiceState state, long clientId) {
              return complete.contains(clientId);
            }

            @Override
            public boolean mayReclaim(ServiceState state, long clientId) {
              return known.contains(clientId);
            }
          });
  private final World.Caller one = world.root(1).withoutBackChannel();
  private final World.Caller two = world.root(2).withoutBackChannel();
  private final Request[] file = {Request.putRoot(), Request.lookup("f")};

  @BeforeEach
  void makeAFileAndBeginAgain() {
    one.done(
        Request.putRoot(),
        OpenRequest.named("f").guarded(Values.none().mode(0600)).please(),
        Request.close(StateId.CURRENT));
    complete.clear();
    known.add(1L);
    Grace.begin(world.state, END);
  }

  @Test
  void inGraceOnlyThoseWhoHadFilesOpenOpenThem() {
    one.refused(Status.GRACE, Request.putRoot(), OpenRequest.named("f").please());
    one.refused(
        Status.GRACE, Request.putRoot(), OpenRequest.named("g").guarded(Values.none()).please());
    one.refused(Status.GRACE, file[0], file[1], OpenRequest.current().please());
    one.done(file[0], file[1], OpenRequest.reclaiming().access(3).please());
    two.refused(Status.RECLAIM_BAD, file[0], file[1], OpenRequest.reclaiming().please());
  }

  @Test
  void inGraceNobodyReadsOrWritesWithoutAnOpen() {
    one.refused(Status.GRACE, file[0], file[1], Request.read(StateId.ANONYMOUS, 0, 1));
    one.refused(Status.GRACE, file[0], file[1], Request.write(StateId.ANONYMOUS, 0, new byte[1]));
    one.done(
        file[0],
        file[1],
        OpenRequest.reclaiming().access(3).please(),
        Request.write(StateId.CURRENT, 0, new byte[1]),
        Request.read(StateId.CURRENT, 0, 1));
    one.done(file[0], file[1], Request.getAttributes(4));
  }

  @Test
  void whoIsDoneReclaimsNothingMore() {
    complete.add(1L);
    one.refused(Status.NO_GRACE, file[0], file[1], OpenRequest.reclaiming().please());
    one.refused(Status.GRACE, Request.putRoot(), OpenRequest.named("f").please());
  }

  @Test
  void afterGraceNothingIsReclaimed() {
    assertThat(Grace.lasts(world.state, END - 1)).isTrue();
    world.now = END;
    one.refused(Status.NO_GRACE, file[0], file[1], OpenRequest.reclaiming().please());
    one.refused(Status.GRACE, Request.putRoot(), OpenRequest.named("f").please());
    complete.add(1L);
    one.done(Request.putRoot(), OpenRequest.named("f").please());
  }

  @Test
  void graceEndsWhenItIsEnded() {
    Grace.end(world.state);
    complete.add(2L);
    two.done(Request.putRoot(), OpenRequest.named("f").please());
  }

  @Test
  void reclaimsDoNotConflict() {
    known.add(2L);
    one.done(file[0], file[1], OpenRequest.reclaiming().deny(3).please());
    two.refused(Status.RECLAIM_CONFLICT, file[0], file[1], OpenRequest.reclaiming().please());
  }

  @Test
  void aReclaimMakesNothing() {
    one.refused(
        Status.INVAL, file[0], file[1], OpenRequest.reclaiming().unchecked(Values.none()).please());
  }
}
