package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.OpenRequest;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.BackchannelControlArguments;
import io.sojourn.nfs.session.CallbackSecurity;
import io.sojourn.nfs.session.CreateSessionFlags;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sessions and connections in any number (RFC 8881, 2.10.5), and what a session may be asked. */
class TrunkingWireTest extends OnSite {

  @Test
  @DisplayName("2.10.5: a session is used over any connection, and a connection for any session")
  void anyConnection() throws Exception {
    SessionKey one = site().session("one").key();
    SessionKey two = site().session("two").key();
    NfsConnection left = site().connect();
    NfsConnection right = site().connect();
    for (long sequence = 1; sequence <= 3; sequence++) {
      for (SessionKey session : List.of(one, two)) {
        assertThat(left.call(Site.on(session, 1, sequence, false)).status()).isEqualTo(Status.OK);
        assertThat(right.call(Site.on(session, 2, sequence, false)).status()).isEqualTo(Status.OK);
      }
    }
  }

  @Test
  @DisplayName("2.10.5: what one session of a client opened is used over another of it")
  void stateIsTheClients() throws Exception {
    ClientSession first = site().session("owner");
    ClientSession second =
        ClientSession.open(
            site().client(),
            site().connect(),
            SessionOptions.of("owner").reclaiming(),
            first.clientId(),
            2);
    OpenRequest request =
        OpenRequest.create("file", OpenRequest.BOTH | OpenRequest.WANT_NO_DELEGATION, "me");
    CompoundReply opened = first.call(new Compound().putRootFileHandle().open(request), true);
    StateId open = StateId.read(opened.orThrow().read(Op.OPEN));
    Compound file = new Compound().putRootFileHandle().lookup("file");
    assertThat(second.call(file.write(open, 0, 2, new byte[3]), true).status())
        .isEqualTo(Status.OK);
    assertThat(site().session("stranger").call(file.close(open), true).status())
        .isEqualTo(Status.BAD_STATEID);
  }

  @Test
  @DisplayName("18.48.3, 18.38.3: stateids are told one by one, and what is in use is not freed")
  void stateIds() throws Exception {
    ClientSession session = site().session("owner");
    OpenRequest request =
        OpenRequest.create("file", OpenRequest.READ | OpenRequest.WANT_NO_DELEGATION, "me");
    CompoundReply opened = session.call(new Compound().putRootFileHandle().open(request), true);
    StateId open = StateId.read(opened.orThrow().read(Op.OPEN));
    StateId never = new StateId(1, 7, 7);
    XdrReader told =
        session
            .call(new Compound().testStateIds(open, never), true)
            .orThrow()
            .read(Op.TEST_STATEID);
    assertThat(told.readInt()).isEqualTo(2);
    assertThat(told.readInt()).isEqualTo(Status.OK.code());
    assertThat(told.readInt()).isEqualTo(Status.BAD_STATEID.code());
    assertThat(session.call(new Compound().freeStateId(open), true).status())
        .isEqualTo(Status.LOCKS_HELD);
    assertThat(session.call(new Compound().freeStateId(never), true).status())
        .isEqualTo(Status.BAD_STATEID);
  }

  @Test
  @DisplayName(
      "18.33.3: the callbacks' program and credentials change, where there is a back channel")
  void backchannelControl() throws Exception {
    Compound control =
        new Compound()
            .backchannelControl(
                new BackchannelControlArguments(0x4000_0001, List.of(new CallbackSecurity.None())));
    assertThat(site().session("heard").call(control, true).status()).isEqualTo(Status.OK);
    Compound nothing =
        new Compound().backchannelControl(new BackchannelControlArguments(0x4000_0001, List.of()));
    assertThat(site().session("silent").call(nothing, true).status()).isEqualTo(Status.INVAL);
    NfsConnection alone = site().connect();
    assertThat(alone.call(control).status()).isEqualTo(Status.OP_NOT_IN_SESSION);
  }

  @Test
  @DisplayName("18.47.3: a secret is not set where no session is protected by one")
  void setSsv() throws Exception {
    Compound set = new Compound().setSsv(new byte[20], new byte[20]);
    assertThat(site().session("plain").call(set, true).status()).isEqualTo(Status.NOTSUPP);
  }

  @Test
  @DisplayName("18.36.3: a session without a back channel works, and is told of no fault")
  void withoutBackChannel() throws Exception {
    ClientSession session =
        site().session(SessionOptions.of("deaf").withFlags(CreateSessionFlags.PERSIST));
    assertThat(session.granted().flags()).isEqualTo(CreateSessionFlags.PERSIST);
    Compound make =
        new Compound().putRootFileHandle().makeDirectory("made", new AttributeValues().mode(0755));
    CompoundReply reply = session.call(make, true).orThrow();
    assertThat(reply.sequence().session()).isEqualTo(session.key());
  }

  @Test
  @DisplayName("2.10.6.1: whoever uses all slots is granted more, up to what was asked")
  void slotsGrow() throws Exception {
    ClientSession session = site().session(SessionOptions.of("busy").withSlots(160));
    long first = session.granted().fore().requestsMax();
    NfsConnection connection = site().connect();
    long highest = first - 1;
    for (int i = 0; i < 1_000 && highest < 100; i++) {
      CompoundReply reply = connection.call(Site.on(session.key(), highest, i + 1, false));
      long target = reply.orThrow().sequence().targetHighestSlot();
      if (target > highest) {
        highest = target;
        i = -1; // a slot that was not used yet
      }
    }
    assertThat(highest).isBetween(first, 159L);
    assertThat(connection.call(Site.on(session.key(), 160, 1, false)).status())
        .isEqualTo(Status.BADSLOT);
  }
}
