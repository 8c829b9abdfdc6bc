package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Leases (RFC 8881, 8.3 and 8.4.3). */
class LeasesTest {

  private static final long LEASE = 90;
  private static final long COURTESY = 200;

  private final Leases leases = new Leases(LEASE, COURTESY);

  @Test
  void aLeaseIsOverWhenItWasNotRenewedForItsTime() {
    Lease lease = leases.begin(1, 1000);
    assertThat(leases.isOver(1, 1000 + LEASE - 1)).isFalse();
    assertThat(leases.isOver(1, 1000 + LEASE)).isTrue();
    assertThat(lease.renew(1050)).isTrue();
    assertThat(leases.isOver(1, 1000 + LEASE)).isFalse();
    assertThat(leases.isOver(1, 1050 + LEASE)).isTrue();
    assertThat(leases.isOver(2, 1_000_000)).isFalse();
  }

  @Test
  void aClientWhoseLeaseIsOverMayStillRenewIt() {
    Lease lease = leases.begin(1, 1000);
    assertThat(leases.reap(1000 + LEASE + COURTESY - 1, 10)).isEmpty();
    assertThat(lease.renew(1000 + LEASE + COURTESY - 1)).isTrue();
    assertThat(leases.isOver(1, 1000 + LEASE + COURTESY)).isFalse();
  }

  @Test
  void courtesyEndsToo() {
    Lease lease = leases.begin(1, 1000);
    leases.begin(2, 1001);
    assertThat(leases.reap(1000 + LEASE + COURTESY, 10)).containsExactly(1L);
    assertThat(lease.renew(1_000_000)).isFalse();
    assertThat(leases.isOver(1, 0)).isTrue();
    leases.forget(1);
    assertThat(leases.find(1)).isNull();
  }

  @Test
  void whoWasReapedIsNamedUntilForgotten() {
    leases.begin(1, 1000);
    assertThat(leases.reap(2000, 10)).containsExactly(1L);
    assertThat(leases.reap(2000, 10)).containsExactly(1L);
    leases.forget(1);
    assertThat(leases.reap(2000, 10)).isEmpty();
  }

  @Test
  void onlySoManyAreReapedAtOnce() {
    for (int client = 1; client <= 5; client++) {
      leases.begin(client, 0);
    }
    assertThat(leases.reap(1000, 3)).hasSize(3);
  }

  @Test
  void whoWantsWhatAClientHoldsEndsItsCourtesy() {
    Lease lease = leases.begin(1, 1000);
    assertThat(leases.endIfOver(1, 1000 + LEASE - 1)).isFalse();
    assertThat(lease.renew(1001)).isTrue();
    assertThat(leases.endIfOver(1, 1001 + LEASE)).isTrue();
    assertThat(lease.renew(1001 + LEASE)).isFalse();
    assertThat(leases.endIfOver(7, 5000)).isFalse();
  }

  @Test
  void timeThatGoesBackChangesNothing() {
    Lease lease = leases.begin(1, 1000);
    assertThat(lease.renew(500)).isTrue();
    assertThat(leases.isOver(1, 1000 + LEASE - 1)).isFalse();
  }

  @Test
  void aLeaseBeginsOnce() {
    Lease lease = leases.begin(1, 1000);
    assertThat(leases.begin(1, 2000)).isSameAs(lease);
    assertThat(leases.isOver(1, 1000 + LEASE)).isTrue();
    assertThat(leases.clients()).containsExactly(1L);
    leases.clear();
    assertThat(leases.clients()).isEmpty();
  }
}
