package io.sojourn.nfs.session;

import static io.sojourn.nfs.session.Server.ANN;
import static io.sojourn.nfs.session.Server.BOB;
import static io.sojourn.nfs.session.Server.USUAL;
import static io.sojourn.nfs.session.Server.attributes;
import static io.sojourn.nfs.session.Server.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operations on clients and sessions that are short. */
class SessionRegistryTest {

  private static final SessionKey UNKNOWN = new SessionKey(47, 11);

  private final Server server = new Server();

  /** RFC 8881, 18.37. */
  @Test
  void aSessionIsDestroyedOverAConnectionThatIsBoundToIt() throws NfsException {
    SessionKey session = server.session("owner").session();
    assertThat(statusOf(() -> server.registry.destroySession(session, false)))
        .isEqualTo(Status.CONN_NOT_BOUND_TO_SESSION);
    assertThat(server.store.session(session)).isNotNull();
    assertThat(statusOf(() -> server.registry.destroySession(session, true))).isEqualTo(Status.OK);
    assertThat(server.store.session(session)).isNull();
    assertThat(server.events).contains("gone " + session.low());
    assertThat(statusOf(() -> server.registry.destroySession(session, true)))
        .isEqualTo(Status.BADSESSION);
  }

  /** RFC 8881, 18.37.3: what a client holds does not go with a session. */
  @Test
  void aClientKeepsItsStateWithoutASession() throws NfsException {
    SessionKey session = server.session("owner").session();
    long client = server.exchangeId("owner").clientId();
    server.holding.add(client);
    server.registry.destroySession(session, true);
    assertThat(server.store.client(client)).isNotNull();
    assertThat(server.holding).containsExactly(client);
  }

  /** RFC 8881, 18.50. */
  @Test
  void aClientIsDestroyedWhenItHasNothingLeft() throws NfsException {
    SessionKey session = server.session("owner").session();
    long client = server.exchangeId("owner").clientId();
    server.holding.add(client);
    assertThat(statusOf(() -> server.registry.destroyClient(client, ANN)))
        .isEqualTo(Status.CLIENTID_BUSY);
    server.registry.destroySession(session, true);
    assertThat(statusOf(() -> server.registry.destroyClient(client, ANN)))
        .isEqualTo(Status.CLIENTID_BUSY);
    server.holding.clear();
    assertThat(statusOf(() -> server.registry.destroyClient(client, BOB)))
        .isEqualTo(Status.WRONG_CRED);
    assertThat(statusOf(() -> server.registry.destroyClient(client, ANN))).isEqualTo(Status.OK);
    assertThat(statusOf(() -> server.registry.destroyClient(client, ANN)))
        .isEqualTo(Status.STALE_CLIENTID);
  }

  @Test
  void aClientThatNeverConfirmedCanBeDestroyed() throws NfsException {
    long client = server.exchangeId("owner").clientId();
    server.registry.destroyClient(client, ANN);
    assertThat(server.store.clients()).isZero();
    assertThat(server.store.oldestUnconfirmed()).isEmpty();
  }

  /** RFC 8881, 18.51. */
  @Test
  void reclaimsAreCompleteOnce() throws NfsException {
    long client = server.confirmed("owner");
    assertThat(statusOf(() -> server.registry.reclaimComplete(client, false, false)))
        .isEqualTo(Status.OK);
    ClientRecord record = Objects.requireNonNull(server.store.client(client));
    assertThat(record.reclaimComplete()).isTrue();
    assertThat(statusOf(() -> server.registry.reclaimComplete(client, false, false)))
        .isEqualTo(Status.COMPLETE_ALREADY);
  }

  /** RFC 8881, 18.51.3: of one file system, that of the current filehandle. */
  @Test
  void reclaimsOfOneFileSystemNeedAFileAndCompleteNothingElse() throws NfsException {
    long client = server.confirmed("owner");
    assertThat(statusOf(() -> server.registry.reclaimComplete(client, true, false)))
        .isEqualTo(Status.NOFILEHANDLE);
    assertThat(statusOf(() -> server.registry.reclaimComplete(client, true, true)))
        .isEqualTo(Status.OK);
    assertThat(statusOf(() -> server.registry.reclaimComplete(client, false, false)))
        .isEqualTo(Status.OK);
  }

  /** RFC 8881, 18.33. */
  @Test
  void callbacksGoToAnotherProgramWithAnotherCredential() throws NfsException {
    SessionKey session = server.session("owner").session();
    CallbackSecurity sys = new CallbackSecurity.Sys(0, "host", 1, 2, List.of(3));
    CallbackSecurity gss = new CallbackSecurity.Gss(1, new byte[] {1}, new byte[] {2});
    server.registry.controlBackchannel(
        session, new BackchannelControlArguments(77, List.of(gss, sys)));
    SessionRecord record = Objects.requireNonNull(server.store.session(session));
    assertThat(record.callbackProgram()).isEqualTo(77);
    assertThat(record.security()).isEqualTo(sys);
    assertThat(control(UNKNOWN, List.of(sys))).isEqualTo(Status.BADSESSION);
    assertThat(control(session, List.of())).isEqualTo(Status.INVAL);
    assertThat(control(session, List.of(gss))).isEqualTo(Status.NOENT);
    assertThat(server.store.session(session)).isEqualTo(record);
  }

  private Status control(SessionKey session, List<CallbackSecurity> security) {
    return statusOf(
        () ->
            server.registry.controlBackchannel(
                session, new BackchannelControlArguments(1, security)));
  }

  /** RFC 8881, 18.34.3: what each direction gets, with a back channel and without one. */
  @ParameterizedTest
  @CsvSource({
    "FORE, FORE, FORE",
    "BACK, BACK, ",
    "FORE_OR_BOTH, BOTH, FORE",
    "BACK_OR_BOTH, BOTH, "
  })
  void connectionsAreBoundInFourDirections(
      ChannelDirection asked, Binding withBack, @Nullable Binding withoutBack) throws NfsException {
    SessionKey with = server.session("owner").session();
    long client = server.exchangeId("owner").clientId();
    CreateSessionArguments none =
        Server.create(client, 2, 0, USUAL, attributes(0, 0, 0, 0, 0), List.of());
    SessionKey without = server.created(none).session();
    assertThat(bind(with, asked)).isEqualTo(withBack);
    if (withoutBack != null) {
      assertThat(bind(without, asked)).isEqualTo(withoutBack);
    } else {
      assertThat(statusOf(() -> bind(without, asked))).isEqualTo(Status.INVAL);
    }
    assertThat(statusOf(() -> bind(UNKNOWN, asked))).isEqualTo(Status.BADSESSION);
  }

  private Binding bind(SessionKey session, ChannelDirection direction) throws NfsException {
    BindConnectionResult result =
        server.registry.bindConnection(new BindConnectionArguments(session, direction, true));
    assertThat(result.session()).isEqualTo(session);
    return result.binding();
  }

  @Test
  void whoeverEndsAClientEndsItsSessionsAndState() throws NfsException {
    SessionKey session = server.session("owner").session();
    long client = server.exchangeId("owner").clientId();
    server.holding.add(client);
    server.events.clear();
    assertThat(server.registry.endClient(client)).isTrue();
    assertThat(server.events)
        .containsExactly("gone " + session.low(), "client gone " + (int) client);
    assertThat(server.holding).isEmpty();
    assertThat(server.registry.endClient(client)).isFalse();
    assertThat(server.registry.endSession(session)).isFalse();
  }

  @Test
  void whoeverEndsASessionLeavesItsClient() throws NfsException {
    SessionKey session = server.session("owner").session();
    assertThat(server.registry.endSession(session)).isTrue();
    assertThat(server.store.session(session)).isNull();
    assertThat(server.store.clients()).isEqualTo(1);
  }
}
