package io.sojourn.nfs.session;

import static io.sojourn.nfs.session.CreateSessionFlags.CONN_BACK_CHAN;
import static io.sojourn.nfs.session.CreateSessionFlags.CONN_RDMA;
import static io.sojourn.nfs.session.CreateSessionFlags.PERSIST;
import static io.sojourn.nfs.session.Server.ANN;
import static io.sojourn.nfs.session.Server.BOB;
import static io.sojourn.nfs.session.Server.USUAL;
import static io.sojourn.nfs.session.Server.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** CREATE_SESSION: the client's slot, confirmation, flags and caps (RFC 8881, 18.36). */
class CreateSessionTest {

  private static final List<CallbackSecurity> NONE = List.of(new CallbackSecurity.None());

  private final Server server = new Server();

  private ExchangeIdResult identify() throws NfsException {
    return server.exchangeId("owner");
  }

  @Test
  void anUnknownClientIsStale() {
    assertThat(server.status(Server.create(4711, 1), ANN)).isEqualTo(Status.STALE_CLIENTID);
  }

  @Test
  void theSessionThatIsAnsweredIsKept() throws NfsException {
    ExchangeIdResult client = identify();
    CreateSessionResult result =
        server.created(Server.create(client.clientId(), client.sequence()));
    SessionRecord record = Objects.requireNonNull(server.store.session(result.session()));
    assertThat(record.clientId()).isEqualTo(client.clientId());
    assertThat(record.fore()).isEqualTo(result.fore());
    assertThat(record.back()).isEqualTo(result.back());
    assertThat(record.flags()).isEqualTo(result.flags());
    assertThat(record.callbackProgram()).isEqualTo(0x4000_0000);
    assertThat(record.createdAt()).isEqualTo(server.now);
    assertThat(result.sequence()).isEqualTo(client.sequence());
    assertThat(server.events).containsExactly("created " + result.session().low());
  }

  /** 18.36.4: before the first one, the one "before" is contrived to be misordered. */
  @Test
  void beforeTheFirstOneNothingCanBeReplayed() throws NfsException {
    ExchangeIdResult client = identify();
    long id = client.clientId();
    assertThat(server.status(Server.create(id, client.sequence() - 1), ANN))
        .isEqualTo(Status.SEQ_MISORDERED);
    assertThat(server.status(Server.create(id, client.sequence() + 1), ANN))
        .isEqualTo(Status.SEQ_MISORDERED);
    assertThat(server.status(Server.create(id, client.sequence()), ANN)).isEqualTo(Status.OK);
  }

  @Test
  void aRetryIsAnsweredTheSameAndCreatesNothing() throws NfsException {
    ExchangeIdResult client = identify();
    CreateSessionResult first = server.created(Server.create(client.clientId(), 1));
    CreateSessionOutcome again = server.createSession(Server.create(client.clientId(), 1), ANN);
    assertThat(again).isEqualTo(new CreateSessionOutcome.Created(first, true));
    assertThat(server.store.sessionsOf(client.clientId())).hasSize(1);
  }

  @Test
  void aRetryIsAnsweredTheSameWhateverElseItAsks() throws NfsException {
    ExchangeIdResult client = identify();
    CreateSessionResult first = server.created(Server.create(client.clientId(), 1));
    CreateSessionArguments other =
        Server.create(client.clientId(), 1, 0, attributes(4096, 4096, 0, 8, 2), USUAL, NONE);
    assertThat(server.created(other)).isEqualTo(first);
  }

  @Test
  void aRetryIsAnsweredAfterItsSessionIsGone() throws NfsException {
    CreateSessionResult first = server.session("owner");
    server.registry.destroySession(first.session(), true);
    long client = identify().clientId();
    assertThat(server.created(Server.create(client, 1))).isEqualTo(first);
    assertThat(server.store.sessionsOf(client)).isEmpty();
  }

  @Test
  void aRetryIsAnsweredWhoeverSendsIt() throws NfsException {
    ExchangeIdResult client = identify();
    server.created(Server.create(client.clientId(), 1));
    assertThat(server.status(Server.create(client.clientId(), 1), BOB)).isEqualTo(Status.OK);
  }

  @Test
  void refusalsAreKeptForARetry() throws NfsException {
    long client = identify().clientId();
    CreateSessionArguments wrong = Server.create(client, 1, 0x10, USUAL, USUAL, NONE);
    assertThat(server.status(wrong, ANN)).isEqualTo(Status.INVAL);
    assertThat(server.status(wrong, ANN)).isEqualTo(Status.INVAL);
    assertThat(server.status(Server.create(client, 3), ANN)).isEqualTo(Status.SEQ_MISORDERED);
    assertThat(server.status(Server.create(client, 2), ANN)).isEqualTo(Status.OK);
  }

  /** A refusal of other arguments says nothing about these. */
  @Test
  void afterARefusalTheSameNumberMayAskForSomethingElse() throws NfsException {
    long client = identify().clientId();
    CreateSessionArguments small =
        Server.create(client, 1, 0, attributes(8192, 0, 0, 8, 8), USUAL, NONE);
    assertThat(server.status(small, ANN)).isEqualTo(Status.TOOSMALL);
    assertThat(server.status(Server.create(client, 1), ANN)).isEqualTo(Status.OK);
    assertThat(server.status(small, ANN)).isEqualTo(Status.OK); // a retry of the one before
    assertThat(server.store.sessionsOf(client)).hasSize(1);
  }

  @Test
  void sequencesWrapAround() throws NfsException {
    long client = server.confirmed("owner");
    ClientRecord record = Objects.requireNonNull(server.store.client(client));
    CreationSlot last =
        new CreationSlot(0xffff_ffffL, 5, new CreateSessionOutcome.Refused(Status.NOSPC));
    server.store.put(record.withCreations(last));
    assertThat(server.status(Server.create(client, 1), ANN)).isEqualTo(Status.SEQ_MISORDERED);
    assertThat(server.status(Server.create(client, 0), ANN)).isEqualTo(Status.OK);
    assertThat(server.status(Server.create(client, 1), ANN)).isEqualTo(Status.OK);
  }

  /** 18.36.4, phase 3: no changes are made to any client records. */
  @Test
  void somebodyElseCannotConfirmAClientNorUseUpItsNumbers() throws NfsException {
    long client = identify().clientId();
    assertThat(server.status(Server.create(client, 1), BOB)).isEqualTo(Status.CLID_INUSE);
    assertThat(server.status(Server.create(client, 1), BOB)).isEqualTo(Status.CLID_INUSE);
    assertThat(server.status(Server.create(client, 1), ANN)).isEqualTo(Status.OK);
  }

  @Test
  void afterConfirmationAnyPrincipalMayCreateASession() throws NfsException {
    long client = identify().clientId();
    server.created(Server.create(client, 1));
    assertThat(server.status(Server.create(client, 2), BOB)).isEqualTo(Status.OK);
  }

  @Test
  void theFirstSessionConfirmsItsClient() throws NfsException {
    long client = identify().clientId();
    server.created(Server.create(client, 1));
    assertThat(identify().flags() & ExchangeIdFlags.CONFIRMED_R).isNotZero();
    assertThat(server.store.oldestUnconfirmed()).isEmpty();
  }

  /** 18.36.3: three flags are defined; persistence only as configured, RDMA never. */
  @Test
  void flagsAreGrantedAsTheServerCanKeepThem() throws NfsException {
    long client = identify().clientId();
    int all = PERSIST | CONN_BACK_CHAN | CONN_RDMA;
    assertThat(server.created(Server.create(client, 1, all, USUAL, USUAL, NONE)).flags())
        .isEqualTo(CONN_BACK_CHAN);
    assertThat(server.created(Server.create(client, 2, 0, USUAL, USUAL, NONE)).flags()).isZero();
    Server durable = new Server(SessionLimits.DEFAULT.withPersistent(true));
    long other = durable.exchangeId("owner").clientId();
    assertThat(durable.created(Server.create(other, 1, all, USUAL, USUAL, NONE)).flags())
        .isEqualTo(PERSIST | CONN_BACK_CHAN);
    assertThat(durable.created(Server.create(other, 2, 0, USUAL, USUAL, NONE)).flags()).isZero();
  }

  @Test
  void flagsThatAreNotDefinedAreRefused() throws NfsException {
    long client = identify().clientId();
    for (int bit = 3; bit < 32; bit++) {
      CreateSessionArguments wrong = Server.create(client, bit - 2, 1 << bit, USUAL, USUAL, NONE);
      assertThat(server.status(wrong, ANN)).isEqualTo(Status.INVAL);
    }
    assertThat(server.store.sessionsOf(client)).isEmpty();
  }

  @Test
  void aClientHasOnlySoManySessions() throws NfsException {
    Server small = new Server(SessionLimits.DEFAULT.withCounts(10, 3, 16));
    long client = small.exchangeId("owner").clientId();
    for (int i = 1; i <= 3; i++) {
      assertThat(small.status(Server.create(client, i), ANN)).isEqualTo(Status.OK);
    }
    assertThat(small.status(Server.create(client, 4), ANN)).isEqualTo(Status.NOSPC);
    small.registry.destroySession(small.store.sessionsOf(client).getFirst(), true);
    assertThat(small.status(Server.create(client, 5), ANN)).isEqualTo(Status.OK);
  }

  /** 18.36.3 binds the connection that asks; a session that it cannot be bound to is not made. */
  @Test
  void noSessionIsMadeOverAConnectionThatHasAsManyAsMayBe() throws NfsException {
    long client = identify().clientId();
    CreateSessionOutcome refused = new CreateSessionOutcome.Refused(Status.NOSPC);
    assertThat(server.createSession(Server.create(client, 1), ANN, true)).isEqualTo(refused);
    assertThat(server.store.sessionsOf(client)).isEmpty();
    assertThat(server.createSession(Server.create(client, 1), ANN, false)).isEqualTo(refused);
    CreateSessionOutcome made = server.createSession(Server.create(client, 2), ANN, false);
    assertThat(made).isInstanceOf(CreateSessionOutcome.Created.class);
    assertThat(server.createSession(Server.create(client, 2), ANN, true))
        .as("a retry makes nothing")
        .isEqualTo(server.createSession(Server.create(client, 2), ANN, false));
    assertThat(server.store.sessionsOf(client)).hasSize(1);
  }

  @Test
  void callbacksShowTheFirstCredentialThatTheServerCanShow() throws NfsException {
    CallbackSecurity gss = new CallbackSecurity.Gss(1, new byte[] {1}, new byte[] {2});
    CallbackSecurity sys = new CallbackSecurity.Sys(1, "host", 0, 0, List.of());
    long client = identify().clientId();
    CreateSessionResult result =
        server.created(
            Server.create(
                client,
                1,
                CONN_BACK_CHAN,
                USUAL,
                USUAL,
                List.of(gss, sys, new CallbackSecurity.None())));
    SessionRecord record = Objects.requireNonNull(server.store.session(result.session()));
    assertThat(record.security()).isEqualTo(sys);
    assertThat(result.flags()).isEqualTo(CONN_BACK_CHAN);
    CreateSessionArguments only = Server.create(client, 2, 0, USUAL, USUAL, List.of(gss));
    assertThat(server.status(only, ANN)).isEqualTo(Status.ENCR_ALG_UNSUPP);
  }

  @Test
  void aClientThatNamesNoCredentialGetsNoCallbacks() throws NfsException {
    long client = identify().clientId();
    CreateSessionArguments none = Server.create(client, 1, CONN_BACK_CHAN, USUAL, USUAL, List.of());
    assertThat(server.created(none).flags()).isZero();
  }

  /** An id that is taken is not given out again, and the client may ask once more. */
  @Test
  void anIdThatIsTakenIsNotUsedTwice() throws NfsException {
    CreateSessionResult first = server.session("a");
    long other = server.exchangeId("b").clientId();
    SessionKey taken = first.session();
    assertThat(
            server.registry.createSession(Server.create(other, 1), ANN, false, taken, server.now))
        .isEqualTo(new CreateSessionOutcome.Refused(Status.DELAY));
    assertThat(server.status(Server.create(other, 1), ANN)).isEqualTo(Status.OK);
  }
}
