package io.sojourn.nfs.session;

import static io.sojourn.nfs.session.ExchangeIdFlags.CONFIRMED_R;
import static io.sojourn.nfs.session.ExchangeIdFlags.UPD_CONFIRMED_REC_A;
import static io.sojourn.nfs.session.ExchangeIdFlags.USE_NON_PNFS;
import static io.sojourn.nfs.session.ExchangeIdFlags.USE_PNFS_DS;
import static io.sojourn.nfs.session.Server.ANN;
import static io.sojourn.nfs.session.Server.BOB;
import static io.sojourn.nfs.session.Server.VERIFIER;
import static io.sojourn.nfs.session.Server.identify;
import static io.sojourn.nfs.session.Server.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EXCHANGE_ID (RFC 8881, 18.35). */
class ExchangeIdTest {

  private static final long OTHER_VERIFIER = 0x2222;

  /** What the server knows of the owner. */
  enum Known {
    NOTHING,
    UNCONFIRMED,
    CONFIRMED_IDLE,
    CONFIRMED_WITH_SESSION,
    CONFIRMED_WITH_STATE,
    CONFIRMED_WITH_SESSION_AND_LEASE_OVER,
    CONFIRMED_AND_A_NEW_INCARNATION
  }

  /** What comes of it: a new client id, the one confirmed, or a refusal. */
  enum Outcome {
    NEW,
    CONFIRMED,
    REFUSED
  }

  record Row(Known known, boolean update, boolean sameVerifier, boolean samePrincipal) {

    Status status() {
      if (update) {
        if (known == Known.NOTHING || known == Known.UNCONFIRMED) {
          return Status.NOENT; // case 7
        }
        if (!sameVerifier) {
          return Status.NOT_SAME; // case 8
        }
        return samePrincipal ? Status.OK : Status.PERM; // cases 6 and 9
      }
      boolean inUse =
          known == Known.CONFIRMED_WITH_SESSION
              || known == Known.CONFIRMED_WITH_STATE
              || known == Known.CONFIRMED_AND_A_NEW_INCARNATION;
      return inUse && !samePrincipal ? Status.CLID_INUSE : Status.OK; // case 3
    }

    Outcome outcome() {
      if (status() != Status.OK) {
        return Outcome.REFUSED;
      }
      boolean confirmed = known != Known.NOTHING && known != Known.UNCONFIRMED;
      return confirmed && sameVerifier && samePrincipal ? Outcome.CONFIRMED : Outcome.NEW;
    }

    /** Whether what was confirmed before is confirmed afterwards. */
    boolean keepsConfirmed() {
      return status() != Status.OK || samePrincipal; // case 5 keeps it until CREATE_SESSION
    }
  }

  static Stream<Row> table() {
    List<Row> rows = new ArrayList<>();
    for (Known known : Known.values()) {
      for (int bits = 0; bits < 8; bits++) {
        rows.add(new Row(known, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0));
      }
    }
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("table")
  void everyStateAndEveryInputEndAsTheNineCasesSay(Row row) throws NfsException {
    Server server = new Server();
    long before = prepare(server, row.known());
    long unconfirmedBefore = unconfirmed(server);
    ExchangeIdArguments arguments =
        identify(
            "owner",
            row.sameVerifier() ? VERIFIER : OTHER_VERIFIER,
            row.update() ? UPD_CONFIRMED_REC_A : 0);
    Principal principal = row.samePrincipal() ? ANN : BOB;
    assertThat(statusOf(() -> check(server, arguments, principal, row, before)))
        .isEqualTo(row.status());
    boolean wasConfirmed = row.known() != Known.NOTHING && row.known() != Known.UNCONFIRMED;
    assertThat(server.store.client(before) != null && wasConfirmed)
        .isEqualTo(wasConfirmed && row.keepsConfirmed());
    if (row.outcome() == Outcome.NEW) {
      assertThat(unconfirmed(server)).isNotIn(0L, unconfirmedBefore, before);
    } else {
      assertThat(unconfirmed(server)).isEqualTo(unconfirmedBefore);
    }
  }

  private static void check(
      Server server, ExchangeIdArguments arguments, Principal principal, Row row, long before)
      throws NfsException {
    ExchangeIdResult result = server.exchangeId(arguments, principal);
    assertThat(result.clientId() == before).isEqualTo(row.outcome() == Outcome.CONFIRMED);
    assertThat(result.flags() & CONFIRMED_R)
        .isEqualTo(row.outcome() == Outcome.CONFIRMED ? CONFIRMED_R : 0);
    assertThat(result.flags() & USE_NON_PNFS).isNotZero();
    if (row.outcome() == Outcome.NEW) {
      assertThat(result.sequence()).isEqualTo(CreationSlot.FIRST);
    }
  }

  private static long prepare(Server server, Known known) throws NfsException {
    return switch (known) {
      case NOTHING -> 0;
      case UNCONFIRMED -> server.exchangeId("owner").clientId();
      case CONFIRMED_IDLE -> server.confirmed("owner");
      case CONFIRMED_WITH_SESSION -> withSession(server);
      case CONFIRMED_WITH_STATE -> {
        long client = server.confirmed("owner");
        server.holding.add(client);
        yield client;
      }
      case CONFIRMED_WITH_SESSION_AND_LEASE_OVER -> {
        long client = withSession(server);
        server.leaseOver.add(client);
        yield client;
      }
      case CONFIRMED_AND_A_NEW_INCARNATION -> {
        long client = withSession(server);
        server.exchangeId(identify("owner", 0x3333, 0), ANN);
        yield client;
      }
    };
  }

  private static long withSession(Server server) throws NfsException {
    server.session("owner");
    return Objects.requireNonNull(server.store.confirmed(Server.owner("owner"))).id();
  }

  private static long unconfirmed(Server server) {
    ClientRecord client = server.store.unconfirmed(Server.owner("owner"));
    return client == null ? 0 : client.id();
  }

  /** 18.35.4, case 5: the earlier incarnation goes when the new one is confirmed, and only then. */
  @Test
  void theEarlierIncarnationGoesWithTheFirstSessionOfTheNewOne() throws NfsException {
    Server server = new Server();
    CreateSessionResult old = server.session("owner");
    ExchangeIdResult again = server.exchangeId(identify("owner", OTHER_VERIFIER, 0), ANN);
    assertThat(server.store.session(old.session())).isNotNull();
    server.events.clear();
    server.created(Server.create(again.clientId(), again.sequence()));
    assertThat(server.store.session(old.session())).isNull();
    assertThat(server.events).containsExactly("created 2", "gone 1", "client gone 1");
    assertThat(server.store.clients()).isEqualTo(1);
  }

  /** 18.35.4, case 5: no session, no confirmation, nothing lost. */
  @Test
  void theEarlierIncarnationStaysWhenTheNewSessionIsRefused() throws NfsException {
    Server server = new Server();
    CreateSessionResult old = server.session("owner");
    ExchangeIdResult again = server.exchangeId(identify("owner", OTHER_VERIFIER, 0), ANN);
    CreateSessionArguments wrong =
        Server.create(
            again.clientId(), again.sequence(), 0x80, Server.USUAL, Server.USUAL, List.of());
    assertThat(server.status(wrong, ANN)).isEqualTo(Status.INVAL);
    assertThat(server.store.session(old.session())).isNotNull();
  }

  /** 18.35.4, case 3: what the other one held goes with it. */
  @Test
  void whoTakesTheNameOfAClientWhoseLeaseIsOverTakesItsStateAway() throws NfsException {
    Server server = new Server();
    CreateSessionResult old = server.session("owner");
    long client = withSession(server);
    server.holding.add(client);
    server.leaseOver.add(client);
    server.exchangeId(identify("owner", VERIFIER, 0), BOB);
    assertThat(server.store.session(old.session())).isNull();
    assertThat(server.holding).isEmpty();
  }

  /** 18.35.3: groups do not make another principal. */
  @Test
  void theSameUserInOtherGroupsIsTheSamePrincipal() throws NfsException {
    Server server = new Server();
    long client = server.confirmed("owner");
    Principal elsewhere = new Principal(Principal.AUTH_SYS, ANN.uid(), 7, List.of(8L));
    assertThat(server.exchangeId(identify("owner", VERIFIER, 0), elsewhere).clientId())
        .isEqualTo(client);
  }

  /** 18.35.3: bits that are not defined, and the one that is the server's. */
  @ParameterizedTest
  @ValueSource(ints = {0x4, 0x8, 0x200, 0x8_0000, 0x2000_0000, CONFIRMED_R})
  void flagsThatAreNotTheClientsAreRefused(int flag) {
    Server server = new Server();
    ExchangeIdArguments arguments = identify("owner", VERIFIER, flag | USE_NON_PNFS);
    assertThat(statusOf(() -> server.exchangeId(arguments, ANN))).isEqualTo(Status.INVAL);
    assertThat(server.store.clients()).isZero();
  }

  /** 13.1: the server says in any case what it is. */
  @ParameterizedTest
  @ValueSource(ints = {0, 0x1, 0x2, 0x100, USE_NON_PNFS, USE_PNFS_DS, 0x7_0103})
  void flagsThatAreTheClientsAreTaken(int flags) throws NfsException {
    ExchangeIdResult result = new Server().exchangeId(identify("owner", VERIFIER, flags), ANN);
    assertThat(result.flags()).isEqualTo(USE_NON_PNFS);
  }

  /** 18.35.3 and 2.10.8.3: protection of state needs RPCSEC_GSS. */
  @Test
  void protectionThatCannotBeGivenIsRefused() {
    Server server = new Server();
    assertThat(statusOf(() -> server.exchangeId(protect(machineCredential()), ANN)))
        .isEqualTo(Status.INVAL);
    assertThat(
            statusOf(
                () -> server.exchangeId(protect(new StateProtection.SecretStateVerifier()), ANN)))
        .isEqualTo(Status.ENCR_ALG_UNSUPP);
    assertThat(server.store.clients()).isZero();
  }

  private static StateProtection machineCredential() {
    return new StateProtection.MachineCredential(List.of(0, 0x700), List.of());
  }

  private static ExchangeIdArguments protect(StateProtection protection) {
    return new ExchangeIdArguments(
        VERIFIER, Server.owner("owner"), 0, protection, Optional.empty());
  }

  /** 18.35.4, case 6. */
  @Test
  void anUpdateChangesTheProgramAndNothingElse() throws NfsException {
    Server server = new Server();
    CreateSessionResult session = server.session("owner");
    ImplementationId program = new ImplementationId("example.org", "client 2", 5, 6);
    ExchangeIdArguments update =
        new ExchangeIdArguments(
            VERIFIER,
            Server.owner("owner"),
            UPD_CONFIRMED_REC_A,
            new StateProtection.None(),
            Optional.of(program));
    long client = server.exchangeId(update, ANN).clientId();
    ClientRecord record = Objects.requireNonNull(server.store.client(client));
    assertThat(record.implementation()).contains(program);
    assertThat(record.confirmed()).isTrue();
    assertThat(server.store.sessionsOf(client)).containsExactly(session.session());
  }

  @Test
  void clientsThatNeverConfirmedGiveWayAndOthersDoNot() throws NfsException {
    Server server = new Server(SessionLimits.DEFAULT.withCounts(2, 64, 16));
    long confirmed = server.confirmed("a");
    long first = server.exchangeId("b").clientId();
    long second = server.exchangeId("c").clientId();
    assertThat(server.store.client(first)).isNull();
    assertThat(server.store.client(second)).isNotNull();
    server.created(Server.create(second, 1));
    assertThat(statusOf(() -> server.exchangeId("d"))).isEqualTo(Status.DELAY);
    assertThat(server.store.client(confirmed)).isNotNull();
    assertThat(server.store.client(second)).isNotNull();
  }

  /** 18.35.4: what is not confirmed within a lease is forgotten. */
  @Test
  void clientsThatNeverConfirmAreForgotten() throws NfsException {
    Server server = new Server();
    long confirmed = server.confirmed("a");
    long late = server.exchangeId("b").clientId();
    server.now += SessionLimits.DEFAULT.unconfirmedMillis() - 1;
    long recent = server.exchangeId("c").clientId();
    assertThat(server.registry.purgeUnconfirmed(server.now)).isZero();
    server.now++;
    assertThat(server.registry.purgeUnconfirmed(server.now)).isEqualTo(1);
    assertThat(server.store.client(late)).isNull();
    assertThat(server.store.client(recent)).isNotNull();
    assertThat(server.store.client(confirmed)).isNotNull();
  }
}
