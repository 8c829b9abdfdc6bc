package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.OperationResult;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.BindConnectionArguments;
import io.sojourn.nfs.session.ChannelDirection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is wrong with a compound as a whole, and where operations may stand (RFC 8881, 16.2). */
class PositionTest extends OnSite {

  private static final int UNKNOWN = 59;

  private static void assertOnly(CompoundReply reply, int op, Status status) throws Exception {
    assertThat(reply.status()).isEqualTo(status);
    List<OperationResult> results = reply.results();
    assertThat(results).hasSize(1);
    assertThat(results.getFirst().operation()).isEqualTo(op);
    assertThat(results.getFirst().status()).isEqualTo(status);
  }

  @Test
  @DisplayName("16.2.3: a compound without operations succeeds")
  void nothing() throws Exception {
    CompoundReply reply = site().connect().call(new Compound("tag"));
    assertThat(reply.status()).isEqualTo(Status.OK);
    assertThat(reply.count()).isZero();
    assertThat(reply.tag()).isEqualTo("tag");
  }

  @Test
  @DisplayName("16.2.3: another minor version is refused before anything is looked at")
  void minorVersion() throws Exception {
    byte[] tag = "tag".getBytes(StandardCharsets.UTF_8);
    for (int version : new int[] {0, 2, 50, -1}) {
      CompoundReply reply =
          site().connect().call(new Compound(tag, version).raw(UNKNOWN, new byte[0]));
      assertThat(reply.status()).isEqualTo(Status.MINOR_VERS_MISMATCH);
      assertThat(reply.count()).isZero();
      assertThat(reply.tag()).isEqualTo("tag");
    }
  }

  @Test
  @DisplayName("16.2.3: a tag that is not UTF-8 is refused")
  void tag() throws Exception {
    CompoundReply reply = site().connect().call(new Compound(new byte[] {(byte) 0xc0, 1}, 1));
    assertThat(reply.status()).isEqualTo(Status.INVAL);
    assertThat(reply.count()).isZero();
  }

  @Test
  @DisplayName("18.52: an unknown operation is answered under the number 10044")
  void illegal() throws Exception {
    NfsConnection connection = site().connect();
    for (int op : new int[] {0, 1, 2, UNKNOWN, 76, Op.ILLEGAL, -1}) {
      assertOnly(
          connection.call(new Compound().raw(op, new byte[0])), Op.ILLEGAL, Status.OP_ILLEGAL);
    }
    CompoundReply reply =
        site().session("illegal").call(new Compound().raw(UNKNOWN, new byte[0]), true);
    assertThat(reply.status()).isEqualTo(Status.OP_ILLEGAL);
    assertThat(reply.results().getLast().operation()).isEqualTo(Op.ILLEGAL);
  }

  @Test
  @DisplayName("18.46.3: what needs a session does not begin a compound")
  void notInSession() throws Exception {
    NfsConnection connection = site().connect();
    assertOnly(
        connection.call(new Compound().putRootFileHandle()),
        Op.PUTROOTFH,
        Status.OP_NOT_IN_SESSION);
    assertOnly(
        connection.call(new Compound().reclaimComplete(false)),
        Op.RECLAIM_COMPLETE,
        Status.OP_NOT_IN_SESSION);
  }

  @Test
  @DisplayName("18.46.3: SEQUENCE is the first operation or none")
  void sequenceBehind() throws Exception {
    ClientSession session = site().session("second");
    CompoundReply reply =
        session.call(Site.on(session.key(), 1, 1, false), false); // behind the one that call() adds
    assertThat(reply.status()).isEqualTo(Status.SEQUENCE_POS);
    assertThat(reply.count()).isEqualTo(2);
  }

  @Test
  @DisplayName("18.35 to 18.37, 18.50: what needs no session stands alone")
  void notOnly() throws Exception {
    NfsConnection connection = site().connect();
    SessionKey session = site().session("alone").key();
    assertOnly(
        connection.call(new Compound().destroySession(session).putRootFileHandle()),
        Op.DESTROY_SESSION,
        Status.NOT_ONLY_OP);
    assertOnly(
        connection.call(new Compound().destroyClientId(0).reclaimComplete(true)),
        Op.DESTROY_CLIENTID,
        Status.NOT_ONLY_OP);
  }

  @Test
  @DisplayName("18.34.3: BIND_CONN_TO_SESSION stands alone, even in a session")
  void bindInSession() throws Exception {
    ClientSession session = site().session("bind");
    BindConnectionArguments arguments =
        new BindConnectionArguments(session.key(), ChannelDirection.FORE, false);
    CompoundReply reply = session.call(new Compound().bindConnection(arguments), false);
    assertThat(reply.status()).isEqualTo(Status.NOT_ONLY_OP);
    assertOnly(
        site().connect().call(new Compound().bindConnection(arguments).putRootFileHandle()),
        Op.BIND_CONN_TO_SESSION,
        Status.NOT_ONLY_OP);
  }

  @Test
  @DisplayName("18.37.3: a session is destroyed over itself by the last operation only")
  void destroyOwn() throws Exception {
    ClientSession session = site().session("own");
    CompoundReply early =
        session.call(new Compound().destroySession(session.key()).putRootFileHandle(), false);
    assertThat(early.status()).isEqualTo(Status.NOT_ONLY_OP);
    CompoundReply last =
        session.call(new Compound().putRootFileHandle().destroySession(session.key()), true);
    assertThat(last.status()).isEqualTo(Status.OK);
    assertOnly(
        site().connect().call(Site.on(session.key(), 0, 9, false)), Op.SEQUENCE, Status.BADSESSION);
  }

  @Test
  @DisplayName("18.37.3: a connection destroys sessions that it is bound to")
  void destroyFromElsewhere() throws Exception {
    ClientSession session = site().session("bound");
    NfsConnection other = site().connect();
    assertThat(other.call(new Compound().destroySession(session.key())).status())
        .isEqualTo(Status.CONN_NOT_BOUND_TO_SESSION);
    assertThat(other.call(Site.on(session.key(), 3, 1, false)).status()).isEqualTo(Status.OK);
    assertThat(other.call(new Compound().destroySession(session.key())).status())
        .isEqualTo(Status.OK);
  }

  @Test
  @DisplayName("15.1.1.1: arguments that cannot be read end the compound at their operation")
  void unreadable() throws Exception {
    ClientSession session = site().session("unreadable");
    CompoundReply reply =
        session.call(
            new Compound().putRootFileHandle().raw(Op.LOOKUP, new byte[] {0, 0, 0, 9}), true);
    assertThat(reply.status()).isEqualTo(Status.BADXDR);
    assertThat(reply.count()).isEqualTo(3);
    assertOnly(
        site().connect().call(new Compound().raw(Op.EXCHANGE_ID, new byte[4])),
        Op.EXCHANGE_ID,
        Status.BADXDR);
  }

  @Test
  @DisplayName("2.6: operations before the one that fails stay done, that one is undone")
  void partial() throws Exception {
    ClientSession session = site().session("partial");
    var mode = new AttributeValues().mode(0755);
    CompoundReply reply =
        session.call(
            new Compound()
                .putRootFileHandle()
                .makeDirectory("kept", mode)
                .putRootFileHandle()
                .makeDirectory("kept", mode)
                .putRootFileHandle()
                .makeDirectory("never", mode),
            true);
    assertThat(reply.status()).isEqualTo(Status.EXIST);
    assertThat(reply.count()).isEqualTo(5);
    assertThat(exists(session, "kept")).isEqualTo(Status.OK);
    assertThat(exists(session, "never")).isEqualTo(Status.NOENT);
  }

  private static Status exists(ClientSession session, String name) throws Exception {
    return session.call(new Compound().putRootFileHandle().lookup(name), false).status();
  }
}
