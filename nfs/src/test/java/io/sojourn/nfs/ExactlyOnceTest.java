package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.ChannelAttributes;
import io.sojourn.nfs.session.CreateSessionFlags;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Requests and their retries (RFC 8881, 2.10.6), in one life of the server and over several. */
class ExactlyOnceTest extends OnSite {

  private static Compound makeDirectory(
      SessionKey session, long slot, long sequence, boolean cacheThis, String name) {
    return Site.on(session, slot, sequence, cacheThis)
        .putRootFileHandle()
        .makeDirectory(name, new AttributeValues().mode(0755));
  }

  @Test
  @DisplayName("2.10.6.1.3: a retry gets its own reply, byte for byte, on any connection")
  void replay() throws Exception {
    SessionKey session = site().session("replay").key();
    Compound request = makeDirectory(session, 1, 1, true, "once");
    CompoundReply first = site().connect().call(request);
    assertThat(first.status()).isEqualTo(Status.OK);
    assertThat(site().connect().call(request).encoded()).isEqualTo(first.encoded());
  }

  @Test
  @DisplayName("2.10.6.5: a retry gets its reply after a restart, and the next sequence goes on")
  void replayAfterRestart() throws Exception {
    ClientSession made = site().session("restart");
    SessionKey session = made.key();
    assertThat(made.granted().flags() & CreateSessionFlags.PERSIST).isNotZero();
    Compound request = makeDirectory(session, 1, 1, true, "once");
    byte[] first = site().connect().call(request).encoded();
    Compound refused = makeDirectory(session, 2, 1, true, "once");
    CompoundReply exists = site().connect().call(refused);
    assertThat(exists.status()).isEqualTo(Status.EXIST);

    site().restart();

    NfsConnection connection = site().connect();
    assertThat(connection.call(request).encoded()).isEqualTo(first);
    assertThat(connection.call(refused).encoded()).isEqualTo(exists.encoded());
    assertThat(connection.call(makeDirectory(session, 1, 2, true, "twice")).status())
        .isEqualTo(Status.OK);
    assertThat(connection.call(makeDirectory(session, 1, 2, true, "other")).status())
        .isEqualTo(Status.SEQ_FALSE_RETRY);
    assertThat(connection.call(makeDirectory(session, 1, 1, true, "once")).status())
        .isEqualTo(Status.SEQ_MISORDERED);
  }

  @Test
  @DisplayName("2.10.6.5: a SEQUENCE alone is kept too where the client asks for it")
  void sequenceAloneAfterRestart() throws Exception {
    SessionKey session = site().session("alone").key();
    byte[] first = site().connect().call(Site.on(session, 1, 1, true)).encoded();
    site().restart();
    NfsConnection after = site().connect();
    assertThat(after.call(Site.on(session, 1, 1, true)).encoded()).isEqualTo(first);
    assertThat(after.call(Site.on(session, 1, 0, true)).status()).isEqualTo(Status.SEQ_MISORDERED);
  }

  @Test
  @DisplayName("2.10.6.5: requests without effect may be missing after a restart")
  void gapAfterRestart() throws Exception {
    SessionKey session = site().session("gap").key();
    NfsConnection before = site().connect();
    assertThat(before.call(makeDirectory(session, 1, 1, true, "first")).status())
        .isEqualTo(Status.OK);
    for (long sequence = 2; sequence <= 40; sequence++) {
      assertThat(before.call(Site.on(session, 1, sequence, false)).status()).isEqualTo(Status.OK);
    }

    site().restart();

    NfsConnection after = site().connect();
    assertThat(after.call(makeDirectory(session, 1, 41, true, "next")).status())
        .isEqualTo(Status.OK);
    assertThat(after.call(Site.on(session, 1, 43, false)).status())
        .isEqualTo(Status.SEQ_MISORDERED);
  }

  @Test
  @DisplayName("18.36.4: a retry of CREATE_SESSION is answered after a restart")
  void createSessionAgain() throws Exception {
    NfsConnection connection = site().connect();
    ClientSession first =
        ClientSession.open(site().client(), connection, SessionOptions.of("again"));
    site().restart();
    ClientSession again =
        ClientSession.open(
            site().client(),
            site().connect(),
            SessionOptions.of("again").reclaiming(),
            first.clientId(),
            1);
    assertThat(again.key()).isEqualTo(first.key());
  }

  @Test
  @DisplayName("2.10.6.1.3: without sa_cachethis the retry of an effect is told so")
  void notKept() throws Exception {
    SessionKey session = site().session("uncached").key();
    Compound request = makeDirectory(session, 1, 1, false, "once");
    assertThat(site().connect().call(request).status()).isEqualTo(Status.OK);
    CompoundReply retry = site().connect().call(request);
    assertThat(retry.status()).isEqualTo(Status.RETRY_UNCACHED_REP);
    assertThat(retry.isSequenced()).isTrue();
    assertThat(retry.count()).isEqualTo(2);
    site().restart();
    assertThat(site().connect().call(request).status()).isEqualTo(Status.RETRY_UNCACHED_REP);
    assertThat(site().connect().call(makeDirectory(session, 1, 2, false, "once")).status())
        .isEqualTo(Status.EXIST);
  }

  @Test
  @DisplayName("2.10.6.1.3.1: another request, or another user, is no retry")
  void falseRetry() throws Exception {
    SessionKey session = site().session("false").key();
    Compound request = makeDirectory(session, 1, 1, true, "once");
    assertThat(site().connect().call(request).status()).isEqualTo(Status.OK);
    assertThat(site().connect().call(makeDirectory(session, 1, 1, true, "other")).status())
        .isEqualTo(Status.SEQ_FALSE_RETRY);
    assertThat(site().connect(Site.BOB).call(request).status()).isEqualTo(Status.SEQ_FALSE_RETRY);
  }

  @Test
  @DisplayName("18.46.3: errors of SEQUENCE change nothing")
  void sequenceErrors() throws Exception {
    SessionOptions few =
        SessionOptions.of("errors")
            .withFore(new ChannelAttributes(0, 4096, 4096, 2048, 8, 8, OptionalInt.empty()));
    SessionKey session = site().session(few).key();
    NfsConnection connection = site().connect();
    assertThat(connection.call(Site.on(session, 1, 0, false)).status())
        .isEqualTo(Status.SEQ_MISORDERED);
    assertThat(connection.call(Site.on(session, 1, 2, false)).status())
        .isEqualTo(Status.SEQ_MISORDERED);
    assertThat(connection.call(Site.on(session, 8, 1, false)).status()).isEqualTo(Status.BADSLOT);
    Compound many = Site.on(session, 1, 1, false);
    for (int i = 0; i < 8; i++) {
      many.putRootFileHandle();
    }
    assertThat(connection.call(many).status()).isEqualTo(Status.TOO_MANY_OPS);
    assertThat(
            connection
                .call(Site.on(session, 1, 1, false).putRootFileHandle().lookup("x".repeat(5000)))
                .status())
        .isEqualTo(Status.REQ_TOO_BIG);
    assertThat(connection.call(Site.on(session, 1, 1, false)).status()).isEqualTo(Status.OK);
    assertThat(connection.call(Site.on(new SessionKey(1, 2), 0, 1, false)).status())
        .isEqualTo(Status.BADSESSION);
  }

  @Test
  @DisplayName("2.10.6.4: a reply that is too big to be kept is refused before it has an effect")
  void tooBigToKeep() throws Exception {
    SessionOptions small =
        SessionOptions.of("small")
            .withFore(new ChannelAttributes(0, 8192, 8192, 400, 16, 8, OptionalInt.empty()));
    SessionKey session = site().session(small).key();
    NfsConnection connection = site().connect();
    int[] all = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 17, 18, 19, 20, 26, 27, 28, 29, 30, 33, 36};
    Compound request = Site.on(session, 1, 1, true).putRootFileHandle();
    for (int i = 0; i < 6; i++) {
      request.getAttributes(all);
    }
    request.makeDirectory("never", new AttributeValues().mode(0755));
    CompoundReply reply = connection.call(request);
    assertThat(reply.status()).isEqualTo(Status.REP_TOO_BIG_TO_CACHE);
    assertThat(reply.encoded().length).isLessThanOrEqualTo(400);
    assertThat(reply.results().getLast().operation()).isEqualTo(Op.GETATTR);
    assertThat(connection.call(request).encoded()).isEqualTo(reply.encoded());
    Compound look = Site.on(session, 1, 2, false).putRootFileHandle().lookup("never");
    assertThat(connection.call(look).status()).isEqualTo(Status.NOENT);
  }
}
