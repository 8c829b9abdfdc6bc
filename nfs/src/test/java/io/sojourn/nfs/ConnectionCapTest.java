package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsClient;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcException;
import io.sojourn.nfs.rpc.RpcRefusal;
import io.sojourn.nfs.session.BindConnectionArguments;
import io.sojourn.nfs.session.ChannelDirection;
import io.sojourn.nfs.session.CreateSessionArguments;
import io.sojourn.nfs.session.ExchangeIdResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * How many connections there may be: of a server, and of a session (RFC 8881, 2.10.3.1); and how
 * many sessions of a connection.
 */
class ConnectionCapTest extends OnSite {

  private static final int OF_SERVER = 5;
  private static final int OF_SESSION = 3;
  private static final int SESSIONS = 4;

  @Override
  NfsConfig config() {
    NfsConfig usual = NfsConfig.DEFAULT;
    return usual
        .withConnectionSessions(SESSIONS)
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

  private static SessionKey create(NfsConnection connection, String owner) throws Exception {
    SessionOptions options = SessionOptions.of(owner);
    ExchangeIdResult client = Newcomer.introduce(connection, options);
    Compound create = Newcomer.createSession(options, client.clientId(), client.sequence());
    return SessionKey.read(connection.call(create).orThrow().read(Op.CREATE_SESSION));
  }

  private static Status onSlot(NfsConnection connection, SessionKey session, int slot)
      throws Exception {
    return connection.call(Site.on(session, slot, 1, false)).status();
  }

  @Test
  @DisplayName("18.36.3: a session that is made can be used over the connection that made it")
  void ofConnection() throws Exception {
    NfsConnection shared = site().connect();
    List<SessionKey> sessions = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      sessions.add(create(shared, "owner-" + i));
    }
    for (SessionKey session : sessions) {
      assertThat(onSlot(shared, session, 0)).isEqualTo(Status.OK);
    }
    SessionOptions late = SessionOptions.of("late");
    ExchangeIdResult client = Newcomer.introduce(shared, late);
    Compound alone = Newcomer.createSession(late, client.clientId(), client.sequence());
    assertThat(shared.call(alone).status()).isEqualTo(Status.NOSPC);
    assertThat(shared.call(alone).status()).as("the retry").isEqualTo(Status.NOSPC);
    CreateSessionArguments arguments =
        new CreateSessionArguments(
            client.clientId(),
            client.sequence() + 1,
            late.flags(),
            late.fore(),
            late.back(),
            NfsClient.CALLBACK_PROGRAM,
            late.security());
    Compound behindSequence = Site.on(sessions.getFirst(), 1, 1, true).createSession(arguments);
    assertThat(shared.call(behindSequence).status()).isEqualTo(Status.NOSPC);
    Compound again = Newcomer.createSession(late, client.clientId(), client.sequence() + 2);
    assertThat(site().connect().call(again).status()).as("elsewhere").isEqualTo(Status.OK);
  }

  @Test
  @DisplayName("18.37.3: one session ends another that its connection is bound to, and no other")
  void endsAnother() throws Exception {
    NfsConnection shared = site().connect();
    SessionKey own = create(shared, "own");
    SessionKey bound = create(shared, "bound");
    SessionKey foreign = create(site().connect(), "foreign");
    assertThat(shared.call(Site.on(own, 0, 1, true).destroySession(foreign)).status())
        .isEqualTo(Status.CONN_NOT_BOUND_TO_SESSION);
    assertThat(
            shared
                .call(Site.on(own, 0, 2, true).putRootFileHandle().destroySession(bound))
                .status())
        .isEqualTo(Status.OK);
    assertThat(onSlot(shared, bound, 0)).isEqualTo(Status.BADSESSION);
    assertThat(onSlot(shared, foreign, 0)).isEqualTo(Status.OK);
    assertThat(shared.call(new Compound().destroySession(foreign)).status()).isEqualTo(Status.OK);
    assertThat(create(shared, "next")).isNotNull();
  }
}
