package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.OpenRequest;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.ExchangeIdArguments;
import io.sojourn.nfs.session.ExchangeIdFlags;
import io.sojourn.nfs.session.OwnerId;
import io.sojourn.nfs.session.StateProtection;
import io.sojourn.session.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Leases, renewed by SEQUENCE alone, and what becomes of those who let them run out (8.3, 8.4.3).
 */
class LeaseTest extends OnSite {

  private static final long LEASE = NfsConfig.DEFAULT.leaseMillis();
  private static final long COURTESY = NfsConfig.DEFAULT.courtesyMillis();

  private List<NfsAdmin.ClientInfo> clients() {
    return site().nfs().admin().clients(0, 256).toCompletableFuture().join()
            instanceof Outcome.Done<List<NfsAdmin.ClientInfo>> done
        ? done.value()
        : List.of();
  }

  @Test
  @DisplayName("8.3: a client that sends SEQUENCEs lives on")
  void renewed() throws Exception {
    ClientSession session = site().session("alive");
    for (long passed = 0; passed < LEASE + COURTESY; passed += LEASE / 2) {
      site().pass(LEASE / 2);
      assertThat(session.call(new Compound(), false).status()).isEqualTo(Status.OK);
    }
    site().pass(LEASE / 2);
    assertThat(clients()).hasSize(1);
    assertThat(clients().getFirst().leaseLeftMillis()).contains(LEASE / 2);
  }

  @Test
  @DisplayName("8.4.3: a client whose lease is over may come back as long as courtesy lasts")
  void courtesy() throws Exception {
    ClientSession session = site().session("late");
    site().pass(LEASE + COURTESY - 1);
    assertThat(session.call(new Compound(), false).status()).isEqualTo(Status.OK);
    site().pass(LEASE - 1);
    assertThat(session.call(new Compound(), false).status()).isEqualTo(Status.OK);
    assertThat(clients()).hasSize(1);
  }

  @Test
  @DisplayName("8.4.3: after that the client is ended with its sessions")
  void expired() throws Exception {
    ClientSession session = site().session("gone");
    site().pass(LEASE + COURTESY);
    await().until(() -> clients().isEmpty());
    assertThat(site().connect().call(Site.on(session.key(), 2, 1, false)).status())
        .isEqualTo(Status.BADSESSION);
    assertThat(site().nfs().metrics().counts()).containsEntry("expirations", 1L);
  }

  @Test
  @DisplayName("8.4.3: what an overdue client holds gives way to who wants it")
  void conflict() throws Exception {
    ClientSession holder = site().session("holder");
    Compound denying =
        new Compound()
            .putRootFileHandle()
            .open(OpenRequest.create("file", OpenRequest.BOTH, "me").denying(OpenRequest.BOTH));
    assertThat(holder.call(denying, true).status()).isEqualTo(Status.OK);
    ClientSession other = site().session("other");
    Compound open =
        new Compound().putRootFileHandle().open(OpenRequest.of("file", OpenRequest.READ, "you"));
    assertThat(other.call(open, true).status()).isEqualTo(Status.SHARE_DENIED);
    site().pass(LEASE / 2);
    assertThat(other.call(open, true).status()).isEqualTo(Status.SHARE_DENIED);
    site().pass(LEASE / 2);
    await().until(() -> other.call(open, true).status() == Status.OK);
  }

  @Test
  @DisplayName("8.4.3: so it does to who reads without an open, which is a query otherwise")
  void conflictWithRead() throws Exception {
    givesWayTo(file().read(StateId.ANONYMOUS, 0, 1));
  }

  @Test
  @DisplayName("8.4.3: and to who writes without an open")
  void conflictWithWrite() throws Exception {
    givesWayTo(file().write(StateId.ANONYMOUS, 0, 2, new byte[1]));
  }

  private static Compound file() {
    return new Compound().putRootFileHandle().lookup("file");
  }

  private void givesWayTo(Compound request) throws Exception {
    Compound denying =
        new Compound()
            .putRootFileHandle()
            .open(OpenRequest.create("file", OpenRequest.BOTH, "me").denying(OpenRequest.BOTH));
    ClientSession holder = site().session("holder");
    assertThat(holder.call(denying, true).status()).isEqualTo(Status.OK);
    ClientSession other = site().session(SessionOptions.of("other"), Site.ROOT);
    site().pass(LEASE / 2);
    assertThat(other.call(request, false).status()).isEqualTo(Status.LOCKED);
    site().pass(LEASE / 2);
    await().until(() -> other.call(request, false).status() == Status.OK);
    assertThat(clients()).extracting(NfsAdmin.ClientInfo::clientId).containsOnly(other.clientId());
    assertThat(site().connect().call(Site.on(holder.key(), 1, 1, false)).status())
        .isEqualTo(Status.BADSESSION);
  }

  @Test
  @DisplayName("18.35.5: a client that never confirms itself is given up")
  void unconfirmed() throws Exception {
    NfsConnection connection = site().connect();
    ExchangeIdArguments arguments =
        new ExchangeIdArguments(
            1,
            new OwnerId(new byte[] {1}),
            ExchangeIdFlags.USE_NON_PNFS,
            new StateProtection.None(),
            Optional.empty());
    assertThat(connection.call(new Compound().exchangeId(arguments)).status()).isEqualTo(Status.OK);
    assertThat(clients()).hasSize(1);
    assertThat(clients().getFirst().confirmed()).isFalse();
    site().pass(LEASE - 1);
    assertThat(clients()).hasSize(1);
    site().pass(1);
    // Nobody writes anything: that time has come is for the machine to say.
    await()
        .until(
            () -> {
              site().nfs().upkeep();
              return clients().isEmpty();
            });
  }

  @Test
  @DisplayName("8.3: a restart gives every client its whole lease again")
  void restart() throws Exception {
    ClientSession session = site().session("restarted");
    site().pass(LEASE - 1);
    site().restart();
    site().pass(LEASE - 1);
    assertThat(clients().getFirst().leaseLeftMillis()).contains(1L);
    assertThat(site().connect().call(Site.on(session.key(), 2, 1, false)).status())
        .isEqualTo(Status.OK);
    assertThat(clients().getFirst().leaseLeftMillis()).contains(LEASE);
  }
}
