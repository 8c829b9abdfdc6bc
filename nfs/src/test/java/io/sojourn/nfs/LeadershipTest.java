package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.protocol.Status;
import org.junit.jupiter.api.Test;

class LeadershipTest extends OnSite {

  @Test
  void whoLeadsNoMoreSendsClientsAwayAndTellsThemToComeAgain() throws Exception {
    ClientSession session = site().session("client");
    NfsConnection connection = site().connect();
    Compound request =
        Site.on(session.key(), 1, 1, true)
            .putRootFileHandle()
            .makeDirectory("made", new AttributeValues().mode(0755));
    byte[] first = connection.call(request).encoded();

    site().setLeads(false);

    await().until(() -> !connection.isOpen());
    NfsConnection meanwhile = site().connect();
    assertThat(meanwhile.call(request).status()).isEqualTo(Status.DELAY);
    assertThat(meanwhile.call(new Compound().destroyClientId(7)).status()).isEqualTo(Status.DELAY);
    assertThat(meanwhile.call(new Compound().putRootFileHandle()).status())
        .isEqualTo(Status.OP_NOT_IN_SESSION);

    site().setLeads(true);

    assertThat(site().connect().call(request).encoded()).isEqualTo(first);
    assertThat(site().connect().call(Site.on(session.key(), 1, 2, false)).status())
        .isEqualTo(Status.OK);
  }

  @Test
  void anAdministratorEndsAClient() throws Exception {
    ClientSession session = site().session("client");
    NfsConnection connection = site().connect();
    assertThat(connection.call(Site.on(session.key(), 1, 1, false)).status()).isEqualTo(Status.OK);
    site().nfs().admin().endClient(session.clientId()).toCompletableFuture().join();
    assertThat(connection.call(Site.on(session.key(), 1, 2, false)).status())
        .isEqualTo(Status.BADSESSION);
  }

  @Test
  void anAdministratorEndsASession() throws Exception {
    ClientSession session = site().session("client");
    NfsConnection connection = site().connect();
    assertThat(connection.call(Site.on(session.key(), 1, 1, false)).status()).isEqualTo(Status.OK);
    site().nfs().admin().endSession(session.key()).toCompletableFuture().join();
    assertThat(connection.call(Site.on(session.key(), 1, 2, false)).status())
        .isEqualTo(Status.BADSESSION);
    assertThat(site().nfs().admin().usage().sessions()).isZero();
  }
}
