package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.ChannelAttributes;
import io.sojourn.nfs.session.CreateSessionFlags;
import io.sojourn.nfs.session.CreateSessionResult;
import io.sojourn.nfs.session.ExchangeIdResult;
import io.sojourn.nfs.session.SessionLimits;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** CREATE_SESSION (RFC 8881, 18.36) as it is answered over a socket. */
class CreateSessionWireTest extends OnSite {

  private static final SessionOptions ASKED = SessionOptions.of("newcomer");

  private NfsConnection connection;
  private ExchangeIdResult client;

  @BeforeEach
  void introduce() throws Exception {
    connection = site().connect();
    client = Newcomer.introduce(connection, ASKED);
  }

  private CompoundReply create(SessionOptions options, long sequence) throws Exception {
    return connection.call(Newcomer.createSession(options, client.clientId(), sequence));
  }

  private static CreateSessionResult granted(CompoundReply reply) throws Exception {
    return CreateSessionResult.read(reply.orThrow().read(Op.CREATE_SESSION));
  }

  private static ChannelAttributes all(long value) {
    return new ChannelAttributes(value, value, value, value, value, value, OptionalInt.empty());
  }

  private static void assertWithin(ChannelAttributes given, int slots, SessionLimits limits) {
    assertThat(given.headerPadBytes()).isZero();
    assertThat(given.requestBytesMax()).isEqualTo(limits.requestBytesMax());
    assertThat(given.responseBytesMax()).isEqualTo(limits.responseBytesMax());
    assertThat(given.cachedBytesMax()).isEqualTo(limits.cachedBytesMax());
    assertThat(given.requestsMax()).isEqualTo(slots);
  }

  @Test
  @DisplayName("18.36.3: what is asked beyond all bounds is granted up to the server's")
  void hugeAttributes() throws Exception {
    ChannelAttributes huge = all(0x7fff_ffff);
    CreateSessionResult given =
        granted(create(ASKED.withFore(huge).withBack(huge), client.sequence()));
    SessionLimits limits = config().sessions();
    assertWithin(given.fore(), limits.foreSlots(), limits);
    assertWithin(given.back(), limits.backSlotsMax(), limits);
    assertThat(given.fore().operationsMax()).isEqualTo(limits.operationsMax());
  }

  @Test
  @DisplayName("18.36.3: nothing is granted beyond what is asked")
  void neverMoreThanAsked() throws Exception {
    ChannelAttributes few = new ChannelAttributes(0, 1024, 1000, 900, 9, 3, OptionalInt.empty());
    CreateSessionResult given = granted(create(ASKED.withFore(few), client.sequence()));
    assertThat(given.fore()).isEqualTo(few);
  }

  @Test
  @DisplayName("18.36.3: channels that no message fits into are refused")
  void tooSmall() throws Exception {
    ChannelAttributes none = new ChannelAttributes(0, 1024, 1024, 0, 8, 0, OptionalInt.empty());
    ChannelAttributes tiny = new ChannelAttributes(0, 20, 20, 20, 8, 8, OptionalInt.empty());
    long sequence = client.sequence();
    assertThat(create(ASKED.withFore(none), sequence).status()).isEqualTo(Status.TOOSMALL);
    assertThat(create(ASKED.withFore(tiny), sequence + 1).status()).isEqualTo(Status.TOOSMALL);
    assertThat(create(ASKED.withBack(tiny), sequence + 2).status()).isEqualTo(Status.TOOSMALL);
    assertThat(create(ASKED, sequence + 3).status()).isEqualTo(Status.OK);
  }

  @Test
  @DisplayName("18.36.3: flags that there are not are refused; RDMA is not granted")
  void flags() throws Exception {
    assertThat(create(ASKED.withFlags(8), client.sequence()).status()).isEqualTo(Status.INVAL);
    int asked = ASKED.flags() | CreateSessionFlags.CONN_RDMA;
    CreateSessionResult given = granted(create(ASKED.withFlags(asked), client.sequence() + 1));
    assertThat(given.flags()).isEqualTo(ASKED.flags());
  }

  @Test
  @DisplayName(
      "18.36.4: a retry gets the first reply, a refusal too; what is neither is misordered")
  void retries() throws Exception {
    long sequence = client.sequence();
    assertThat(create(ASKED, sequence - 1).status()).isEqualTo(Status.SEQ_MISORDERED);
    assertThat(create(ASKED, sequence + 1).status()).isEqualTo(Status.SEQ_MISORDERED);
    CompoundReply refused = create(ASKED.withFlags(8), sequence);
    assertThat(create(ASKED.withFlags(8), sequence).encoded()).isEqualTo(refused.encoded());
    CompoundReply made = create(ASKED, sequence + 1);
    assertThat(made.status()).isEqualTo(Status.OK);
    assertThat(create(ASKED, sequence + 1).encoded()).isEqualTo(made.encoded());
    site().restart();
    connection = site().connect();
    assertThat(create(ASKED, sequence + 1).encoded()).isEqualTo(made.encoded());
    assertThat(create(ASKED, sequence).status()).isEqualTo(Status.SEQ_MISORDERED);
  }

  @Test
  @DisplayName("18.36.3: a retry over another connection is bound as the first request was")
  void retryOverAnotherConnection() throws Exception {
    CompoundReply made = create(ASKED, client.sequence());
    SessionKey session = granted(made).session();
    connection.close();
    await().until(() -> !site().shown(session).callbacks());
    connection = site().connect();
    assertThat(create(ASKED, client.sequence()).encoded()).isEqualTo(made.encoded());
    assertThat(site().shown(session).callbacks()).isTrue();
    site().restart();
    connection = site().connect();
    assertThat(create(ASKED, client.sequence()).encoded()).isEqualTo(made.encoded());
    assertThat(site().shown(session).callbacks()).isTrue();
    assertThat(connection.call(Site.on(session, 0, 1, false)).status()).isEqualTo(Status.OK);
  }

  @Test
  @DisplayName("18.36.4: whoever else uses the number of a request is answered, and not bound")
  void noRetry() throws Exception {
    CompoundReply made = create(ASKED, client.sequence());
    connection = site().connect(Site.BOB);
    assertThat(create(ASKED, client.sequence()).encoded()).isEqualTo(made.encoded());
    assertThat(site().shown(granted(made).session()).connections()).hasSize(1);
  }

  @Test
  @DisplayName("18.36.4: who is not known is told so")
  void unknownClient() throws Exception {
    CompoundReply reply =
        connection.call(Newcomer.createSession(ASKED, client.clientId() + 77, client.sequence()));
    assertThat(reply.status()).isEqualTo(Status.STALE_CLIENTID);
  }

  @Test
  @DisplayName("18.36.4: a client has so many sessions, and no id follows from another")
  void sessionsHaveABound() throws Exception {
    int max = config().sessions().sessionsPerClientMax();
    Set<Long> differences = new HashSet<>();
    SessionKey last = new SessionKey(0, 0);
    for (int i = 0; i < max; i++) {
      SessionKey key = granted(create(ASKED, client.sequence() + i)).session();
      differences.add(key.low() - last.low());
      last = key;
    }
    assertThat(differences).hasSize(max);
    assertThat(create(ASKED, client.sequence() + max).status()).isEqualTo(Status.NOSPC);
    assertThat(connection.call(Site.on(last, 0, 1, false)).status()).isEqualTo(Status.OK);
  }
}
