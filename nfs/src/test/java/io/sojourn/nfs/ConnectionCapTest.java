package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcException;
import io.sojourn.nfs.rpc.RpcRefusal;
import io.sojourn.nfs.session.BindConnectionArguments;
import io.sojourn.nfs.session.ChannelDirection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How many connections there may be: of a server, and of a session (RFC 8881, 2.10.3.1). */
class ConnectionCapTest extends OnSite {

  private static final int OF_SERVER = 5;
  private static final int OF_SESSION = 3;

  @Override
  NfsConfig config() {
    NfsConfig usual = NfsConfig.DEFAULT;
    return usual
        .withSessions(usual.sessions().withCounts(10, 10, OF_SESSION))
        .withRpc(usual.rpc().withConnections(OF_SERVER));
  }

  private static boolean answers(NfsConnection connection) throws Exception {
    try {
      return connection.call(new Compound()).status() == Status.OK;
    } catch (IOException | RpcException closed) {
      return false;
    }
  }

  @Test
  @DisplayName("one connection too many is closed, the others are served, and room comes back")
  void ofServer() throws Exception {
    List<NfsConnection> all = new ArrayList<>();
    for (int i = 0; i < OF_SERVER; i++) {
      all.add(site().connect());
      assertThat(answers(all.getLast())).isTrue();
    }
    NfsConnection refused = site().connect();
    await().until(() -> !refused.isOpen());
    assertThat(site().nfs().rpcMetrics().refusals(RpcRefusal.TOO_MANY_CONNECTIONS)).isOne();
    for (NfsConnection each : all) {
      assertThat(answers(each)).isTrue();
    }
    all.getFirst().close();
    await().until(() -> answers(site().connect()));
  }

  @Test
  @DisplayName("2.10.3.1: a session is not bound to more connections than it may have")
  void ofSession() throws Exception {
    SessionKey session = site().session("crowded").key();
    for (int i = 1; i < OF_SESSION; i++) {
      assertThat(site().connect().call(Site.on(session, i, 1, false)).status())
          .isEqualTo(Status.OK);
    }
    NfsConnection late = site().connect();
    assertThat(late.call(Site.on(session, 9, 1, false)).status())
        .isEqualTo(Status.CONN_NOT_BOUND_TO_SESSION);
    Compound bind =
        new Compound()
            .bindConnection(
                new BindConnectionArguments(session, ChannelDirection.FORE_OR_BOTH, false));
    assertThat(late.call(bind).status()).isEqualTo(Status.DELAY);
    assertThat(site().shown(session).connections()).hasSize(OF_SESSION);
    long first = site().shown(session).connections().getFirst().id();
    assertThat(site().nfs().admin().closeConnection(first)).isTrue();
    await().until(() -> late.call(bind).status() == Status.OK);
  }
}
