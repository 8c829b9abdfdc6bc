package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.OpenRequest;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.CreateSessionFlags;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A server that grants no persistent sessions, and sessions that did not ask for it. */
class VolatileTest extends OnSite {

  private static final NfsConfig OFF =
      NfsConfig.DEFAULT.withSessions(NfsConfig.DEFAULT.sessions().withPersistent(false));

  @Test
  @DisplayName("2.10.6.5: a session that did not ask for persistence is gone after a restart")
  void notAsked() throws Exception {
    ClientSession session =
        site().session(SessionOptions.of("plain").withFlags(CreateSessionFlags.CONN_BACK_CHAN));
    assertThat(session.granted().flags() & CreateSessionFlags.PERSIST).isZero();
    site().restart();
    NfsConnection connection = site().connect();
    assertThat(connection.call(Site.on(session.key(), 1, 1, false)).status())
        .isEqualTo(Status.BADSESSION);
    // Its client is still known: it needs no more than a new session.
    ClientSession next =
        ClientSession.open(
            site().client(),
            connection,
            SessionOptions.of("plain").reclaiming(),
            session.clientId(),
            2);
    assertThat(next.call(new Compound().putRootFileHandle(), false).status()).isEqualTo(Status.OK);
  }

  @Test
  @DisplayName("2.10.6.5: what was persistent answers retries only when persistence is off")
  void dead() throws Exception {
    ClientSession session = site().session("dead");
    Compound request =
        Site.on(session.key(), 1, 1, true)
            .putRootFileHandle()
            .makeDirectory("made", new AttributeValues().mode(0755));
    byte[] first = site().connect().call(request).encoded();

    site().restart(OFF);

    NfsConnection connection = site().connect();
    assertThat(connection.call(request).encoded()).isEqualTo(first);
    assertThat(connection.call(Site.on(session.key(), 1, 2, false)).status())
        .isEqualTo(Status.DEADSESSION);
    assertThatThrownBy(
            () ->
                ClientSession.open(
                    site().client(),
                    connection,
                    SessionOptions.of("dead").reclaiming(),
                    session.clientId(),
                    2))
        .isInstanceOfSatisfying(
            NfsException.class,
            refused -> assertThat(refused.status()).isEqualTo(Status.STALE_CLIENTID));
  }

  @Test
  @DisplayName("8.4.2.1: the grace period ends in its time though nobody writes anything")
  void graceOfTheIdle() throws Exception {
    ClientSession before = site().session("gone");
    Compound file = new Compound().putRootFileHandle();
    assertThat(
            before
                .call(file.open(OpenRequest.create("theirs", OpenRequest.BOTH, "me")), true)
                .status())
        .isEqualTo(Status.OK);
    site().restart(OFF);
    ClientSession session = site().session("reader");
    Compound read =
        new Compound().putRootFileHandle().lookup("theirs").read(StateId.ANONYMOUS, 0, 1);
    assertThat(session.call(read, false).status()).isEqualTo(Status.GRACE);
    site().pass(OFF.leaseMillis() / 2);
    assertThat(session.call(read, false).status()).isEqualTo(Status.GRACE);
    site().pass(OFF.leaseMillis() / 2);
    await().until(() -> session.call(read, false).status() == Status.OK);
  }

  @Test
  @DisplayName("8.4.2.1: after a restart without persistence opens are reclaimed, then made anew")
  void grace() throws Exception {
    site().restart(OFF);
    ClientSession before = site().session("reclaimer");
    assertThat(before.granted().flags() & CreateSessionFlags.PERSIST).isZero();
    var opened =
        before.call(
            new Compound()
                .putRootFileHandle()
                .open(OpenRequest.create("mine", OpenRequest.BOTH, "me"))
                .getFileHandle(),
            true);
    byte[] file = opened.orThrow().read(Op.GETFH).readOpaque(128);

    site().restart();

    assertThat(site().connect().call(Site.on(before.key(), 1, 1, false)).status())
        .isEqualTo(Status.BADSESSION);
    ClientSession stranger = site().session("stranger");
    Compound open =
        new Compound()
            .putRootFileHandle()
            .open(OpenRequest.create("new", OpenRequest.BOTH, "other"));
    assertThat(stranger.call(open, true).status()).isEqualTo(Status.GRACE);
    ClientSession after = site().session(SessionOptions.of("reclaimer").reclaiming());
    assertThat(after.call(open, true).status()).isEqualTo(Status.GRACE);
    Compound reclaim =
        new Compound()
            .putFileHandle(file)
            .open(
                OpenRequest.of("", OpenRequest.BOTH, "me").with(new OpenRequest.Claim.Previous(0)));
    assertThat(after.call(reclaim, true).status()).isEqualTo(Status.OK);
    assertThat(after.call(new Compound().reclaimComplete(false), true).status())
        .isEqualTo(Status.OK);
    assertThat(stranger.call(open, true).status()).isEqualTo(Status.OK);
    assertThat(after.call(reclaim, true).status()).isEqualTo(Status.NO_GRACE);
  }
}
