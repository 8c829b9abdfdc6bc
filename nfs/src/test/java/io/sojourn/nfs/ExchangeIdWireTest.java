package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.OpenRequest;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.CreateSessionResult;
import io.sojourn.nfs.session.ExchangeIdArguments;
import io.sojourn.nfs.session.ExchangeIdFlags;
import io.sojourn.nfs.session.ExchangeIdResult;
import io.sojourn.nfs.session.StateProtection;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** EXCHANGE_ID and the end of clients (RFC 8881, 18.35, 18.50) as answered over a socket. */
class ExchangeIdWireTest extends OnSite {

  private static final SessionOptions ME = SessionOptions.of("me");
  private static final int UPDATE =
      ExchangeIdFlags.USE_NON_PNFS | ExchangeIdFlags.UPD_CONFIRMED_REC_A;

  private NfsConnection connection;

  @BeforeEach
  void connect() throws Exception {
    connection = site().connect();
  }

  /** A session of a client, which confirms it. */
  private SessionKey confirm(SessionOptions options, ExchangeIdResult client) throws Exception {
    Compound create = Newcomer.createSession(options, client.clientId(), client.sequence());
    return CreateSessionResult.read(connection.call(create).orThrow().read(Op.CREATE_SESSION))
        .session();
  }

  private Status update(NfsConnection over, SessionOptions options) throws Exception {
    return over.call(Newcomer.exchangeId(options, UPDATE)).status();
  }

  @Test
  @DisplayName("18.35.4, cases 1 and 4: an unconfirmed client is replaced")
  void unconfirmed() throws Exception {
    ExchangeIdResult first = Newcomer.introduce(connection, ME);
    ExchangeIdResult second = Newcomer.introduce(connection, ME);
    assertThat(second.clientId()).isNotEqualTo(first.clientId());
    assertThat(
            connection
                .call(Newcomer.createSession(ME, first.clientId(), first.sequence()))
                .status())
        .isEqualTo(Status.STALE_CLIENTID);
  }

  @Test
  @DisplayName("18.35.4, case 2: a confirmed client that asks again is the same")
  void confirmedAgain() throws Exception {
    ExchangeIdResult first = Newcomer.introduce(connection, ME);
    confirm(ME, first);
    ExchangeIdResult again = Newcomer.introduce(connection, ME);
    assertThat(again.clientId()).isEqualTo(first.clientId());
    assertThat(again.flags() & ExchangeIdFlags.CONFIRMED_R).isNotZero();
  }

  private CompoundReply introduceBob() throws Exception {
    return site().connect(Site.BOB).call(Newcomer.exchangeId(ME));
  }

  @Test
  @DisplayName("18.35.4, case 3: a name in use is not another's, be it for sessions or for state")
  void inUse() throws Exception {
    ClientSession session = ClientSession.open(site().client(), connection, ME);
    assertThat(introduceBob().status()).isEqualTo(Status.CLID_INUSE);
    Compound open =
        new Compound().putRootFileHandle().open(OpenRequest.create("file", OpenRequest.BOTH, "me"));
    assertThat(session.call(open, true).status()).isEqualTo(Status.OK);
    assertThat(session.destroy()).isEqualTo(Status.OK);
    assertThat(introduceBob().status()).isEqualTo(Status.CLID_INUSE);
  }

  @Test
  @DisplayName(
      "18.35.4, case 3: a name with nothing behind it goes to whoever asks, as a new client")
  void idle() throws Exception {
    ClientSession session = ClientSession.open(site().client(), connection, ME);
    assertThat(session.destroy()).isEqualTo(Status.OK);
    ExchangeIdResult bobs = ExchangeIdResult.read(introduceBob().orThrow().read(Op.EXCHANGE_ID));
    assertThat(bobs.clientId()).isNotEqualTo(session.clientId());
    assertThat(bobs.flags() & ExchangeIdFlags.CONFIRMED_R).isZero();
    assertThat(connection.call(Newcomer.createSession(ME, session.clientId(), 2)).status())
        .isEqualTo(Status.STALE_CLIENTID);
  }

  @Test
  @DisplayName("18.35.4, case 3: so is one whose lease is over, whatever it still has")
  void overdue() throws Exception {
    ClientSession session = ClientSession.open(site().client(), connection, ME);
    site().pass(config().leaseMillis());
    await().until(() -> introduceBob().status() == Status.OK);
    assertThat(connection.call(Site.on(session.key(), 1, 1, false)).status())
        .isEqualTo(Status.BADSESSION);
  }

  @Test
  @DisplayName("18.35.4, case 5: the old incarnation lives until the new one is confirmed")
  void newIncarnation() throws Exception {
    SessionKey session = confirm(ME, Newcomer.introduce(connection, ME));
    SessionOptions reborn = ME.withVerifier(2);
    ExchangeIdResult next = Newcomer.introduce(connection, reborn);
    assertThat(connection.call(Site.on(session, 0, 1, false)).status()).isEqualTo(Status.OK);
    confirm(reborn, next);
    assertThat(connection.call(Site.on(session, 0, 2, false)).status())
        .isEqualTo(Status.BADSESSION);
  }

  @Test
  @DisplayName("18.35.4, cases 6 to 9: what is updated has to be there, the same, and one's own")
  void updates() throws Exception {
    assertThat(update(connection, ME)).isEqualTo(Status.NOENT);
    confirm(ME, Newcomer.introduce(connection, ME));
    assertThat(update(connection, ME)).isEqualTo(Status.OK);
    assertThat(update(connection, ME.withVerifier(2))).isEqualTo(Status.NOT_SAME);
    assertThat(update(site().connect(Site.BOB), ME)).isEqualTo(Status.PERM);
  }

  @Test
  @DisplayName("18.35.3: flags that are the server's to set, or none at all, are refused")
  void flags() throws Exception {
    for (int flag : List.of(ExchangeIdFlags.CONFIRMED_R, 0x8)) {
      assertThat(connection.call(Newcomer.exchangeId(ME, flag)).status()).isEqualTo(Status.INVAL);
    }
  }

  @Test
  @DisplayName("18.35.3: protection by a machine's credential needs one, by a secret is unknown")
  void stateProtection() throws Exception {
    Compound machine =
        new Compound()
            .exchangeId(
                new ExchangeIdArguments(
                    1,
                    ME.owner(),
                    0,
                    new StateProtection.MachineCredential(List.of(), List.of()),
                    Optional.empty()));
    assertThat(connection.call(machine).status()).isEqualTo(Status.INVAL);
    XdrWriter secret = new XdrWriter();
    secret.writeLong(1);
    secret.writeText("me");
    secret.writeInt(0);
    secret.writeInt(2); // SP4_SSV
    for (int i = 0; i < 4; i++) {
      secret.writeInt(0);
    }
    secret.writeInt(8);
    secret.writeInt(1);
    secret.writeInt(0); // no implementation id
    assertThat(connection.call(new Compound().raw(Op.EXCHANGE_ID, secret.toBytes())).status())
        .isEqualTo(Status.ENCR_ALG_UNSUPP);
  }

  @Test
  @DisplayName("18.50.3: a client with sessions is busy; without, it ends, and is unknown then")
  void destroyed() throws Exception {
    ExchangeIdResult client = Newcomer.introduce(connection, ME);
    SessionKey session = confirm(ME, client);
    Compound destroy = new Compound().destroyClientId(client.clientId());
    assertThat(connection.call(destroy).status()).isEqualTo(Status.CLIENTID_BUSY);
    assertThat(connection.call(new Compound().destroySession(session)).status())
        .isEqualTo(Status.OK);
    assertThat(connection.call(destroy).status()).isEqualTo(Status.OK);
    assertThat(connection.call(destroy).status()).isEqualTo(Status.STALE_CLIENTID);
  }

  @Test
  @DisplayName("18.51.3: reclaiming is complete once")
  void reclaimComplete() throws Exception {
    SessionKey session = confirm(ME, Newcomer.introduce(connection, ME));
    assertThat(connection.call(Site.on(session, 0, 1, true).reclaimComplete(false)).status())
        .isEqualTo(Status.OK);
    assertThat(connection.call(Site.on(session, 0, 2, true).reclaimComplete(false)).status())
        .isEqualTo(Status.COMPLETE_ALREADY);
  }
}
