package io.sojourn.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.session.StateChange;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.Consistency;
import io.sojourn.wire.connect.ServerMessage;
import java.util.Arrays;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of a session as its client sees it, over either subprotocol. */
class ConnectTest {

  private ConnectServer server;

  @BeforeEach
  void start() {
    server = ConnectServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void aSessionIsCreatedAndItsRequestsAreExecuted(MessageForm form) {
    try (WsClient client = server.client(form)) {
      ServerMessage.SessionCreated created = client.create(1);
      assertThat(created.epoch()).isEqualTo(1);
      assertThat(created.window()).isEqualTo(1024);
      assertThat(created.idleTimeoutMillis()).isEqualTo(300_000);
      Session session = server.engine().find(created.id()).orElseThrow();
      assertThat(session.state()).isEqualTo(SessionState.ACTIVE);
      assertThat(session.userId()).isEqualTo("ada");
      assertThat(created.expiresAt()).isEqualTo(session.lastSeenAt() + 300_000);

      client.request(1, "put a 1");
      ServerMessage.Reply first = client.next(ServerMessage.Reply.class);
      assertThat(Notes.text(first.payload())).isEqualTo("ok");
      assertThat(first.replayed()).isFalse();
      client.request(2, "append a 2");
      ServerMessage.Reply second = client.next(ServerMessage.Reply.class);
      assertThat(Notes.text(second.payload())).isEqualTo("12");
      assertThat(second.index()).isGreaterThan(first.index());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRetryIsAnsweredWithTheSameBytes(MessageForm form) {
    try (WsClient client = server.client(form)) {
      client.create(1);
      client.request(1, "append a x");
      assertThat(client.reply(1)).isEqualTo("x");
      client.request(1, "append a x");
      ServerMessage.Reply again = client.next(ServerMessage.Reply.class);
      assertThat(Notes.text(again.payload())).isEqualTo("x");
      assertThat(again.replayed()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRetryOverANewConnectionIsAnsweredWithTheSameBytes(MessageForm form) {
    ServerMessage.SessionCreated created;
    try (WsClient client = server.client(form)) {
      created = client.create(1);
      client.request(1, "append a x");
      assertThat(client.reply(1)).isEqualTo("x");
      client.cut();
    }
    try (WsClient client = server.client(form)) {
      assertThat(client.resume(created.id(), 1).epoch()).isEqualTo(2);
      client.request(1, "append a x");
      assertThat(client.reply(1)).isEqualTo("x");
      client.request(2, "get a");
      assertThat(client.reply(2)).isEqualTo("x");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRetriedCreationGivesTheSameSession(MessageForm form) {
    try (WsClient first = server.client(form);
        WsClient second = server.client(form)) {
      ServerMessage.SessionCreated created = first.create(1);
      ServerMessage.SessionCreated again = second.create(1);
      assertThat(again.id()).isEqualTo(created.id());
      assertThat(again.epoch()).isEqualTo(created.epoch() + 1);
      assertThat(first.closed(4005).code()).isEqualTo("fenced");
      assertThat(server.engine().count(SessionState.ACTIVE)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNonceOfSomebodyElseIsRefused(MessageForm form) {
    try (WsClient first = server.client(form);
        WsClient second = server.client(form)) {
      first.create(1);
      second.send(
          new ClientMessage.CreateSession(
              WsClient.nonce(1),
              WsClient.token(2),
              "eve",
              0,
              0,
              new TreeMap<>(),
              ConnectServer.KEY));
      assertThat(second.rejected(4003).code()).isEqualTo("nonce_reused");
      first.request(1, "get a");
      assertThat(first.reply(1)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aKeyInTheHeaderOfTheUpgradeWillDo(MessageForm form) {
    try (WsClient client =
        WsClient.connect(
            server.port(), form.subprotocol(), "Authorization: bearer " + ConnectServer.KEY)) {
      client.send(withKey(1, ""));
      client.next(ServerMessage.SessionCreated.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutTheKeyNoSessionIsCreatedAndTooManyTriesAreToldApart(MessageForm form) {
    for (int i = 1; i <= ConnectServer.ATTEMPTS + 1; i++) {
      try (WsClient client = server.client(form)) {
        client.send(withKey(1, i == 1 ? "" : "sk_wrong"));
        boolean last = i > ConnectServer.ATTEMPTS;
        assertThat(client.rejected(last ? 1013 : 4003).code())
            .isEqualTo(last ? "too_many_attempts" : "unauthorized");
      }
    }
    assertThat(server.engine().count(SessionState.ACTIVE)).isZero();
  }

  private static ClientMessage withKey(int number, String key) {
    return new ClientMessage.CreateSession(
        WsClient.nonce(number), WsClient.token(number), "ada", 0, 0, new TreeMap<>(), key);
  }

  @ParameterizedTest
  @EnumSource
  void aWrongTokenOpensNothing(MessageForm form) {
    try (WsClient client = server.client(form)) {
      ServerMessage.SessionCreated created = client.create(1);
      try (WsClient thief = server.client(form)) {
        thief.send(new ClientMessage.ContinueSession(created.id(), WsClient.token(2), 0));
        assertThat(thief.rejected(4003).code()).isEqualTo("token_invalid");
      }
      try (WsClient lost = server.client(form)) {
        lost.send(new ClientMessage.ContinueSession(new SessionId(1, 2), WsClient.token(1), 0));
        assertThat(lost.rejected(4003).code()).isEqualTo("session_unknown");
      }
      client.request(1, "get a");
      assertThat(client.reply(1)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNewerConnectionShutsTheOlderOut(MessageForm form) {
    try (WsClient older = server.client(form);
        WsClient newer = server.client(form)) {
      ServerMessage.SessionCreated created = older.create(1);
      newer.resume(created.id(), 1);
      assertThat(older.closed(4005).code()).isEqualTo("fenced");
      newer.request(1, "put a 1");
      assertThat(newer.reply(1)).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aKeepAliveRenewsTheLeaseAndComesBackWithItsTimestamp(MessageForm form) {
    try (WsClient client = server.client(form)) {
      ServerMessage.SessionCreated created = client.create(1);
      server.passInTheKernel(10_000);
      client.send(new ClientMessage.KeepAlive(-77, 0));
      ServerMessage.KeepAliveReply reply = client.next(ServerMessage.KeepAliveReply.class);
      assertThat(reply.timestamp()).isEqualTo(-77);
      assertThat(reply.expiresAt()).isEqualTo(created.expiresAt() + 10_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aKeepAliveGivesUpReplies(MessageForm form) {
    try (WsClient client = server.client(form)) {
      client.create(1);
      client.request(1, "put a 1");
      assertThat(client.reply(1)).isEqualTo("ok");
      client.send(new ClientMessage.KeepAlive(1, 2));
      client.next(ServerMessage.KeepAliveReply.class);
      client.request(1, "put a 1");
      assertThat(client.error(1)).isEqualTo("reply_evicted");
    }
  }

  @ParameterizedTest
  @EnumSource
  void continuingGivesUpReplies(MessageForm form) {
    try (WsClient client = server.client(form);
        WsClient newer = server.client(form)) {
      ServerMessage.SessionCreated created = client.create(1);
      client.request(1, "put a 1");
      assertThat(client.reply(1)).isEqualTo("ok");
      newer.send(new ClientMessage.ContinueSession(created.id(), WsClient.token(1), 2));
      newer.next(ServerMessage.SessionContinued.class);
      newer.request(1, "put a 1");
      assertThat(newer.error(1)).isEqualTo("reply_evicted");
    }
  }

  @ParameterizedTest
  @EnumSource
  void queriesSeeWhatWasWritten(MessageForm form) {
    try (WsClient client = server.client(form)) {
      client.create(1);
      client.request(1, "put a 1");
      ServerMessage.Reply written = client.next(ServerMessage.Reply.class);
      for (Consistency consistency :
          Arrays.asList(Consistency.LINEARIZABLE, Consistency.SESSION, Consistency.LOCAL)) {
        client.send(
            new ClientMessage.Query(
                9,
                Notes.bytes("get a"),
                consistency,
                consistency == Consistency.SESSION ? written.index() : 0));
        ServerMessage.QueryReply read = client.next(ServerMessage.QueryReply.class);
        assertThat(read.correlationId()).isEqualTo(9);
        assertThat(Notes.text(read.payload())).isEqualTo("1");
        assertThat(read.index()).isGreaterThanOrEqualTo(written.index());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeEndsTheSession(MessageForm form) {
    try (WsClient client = server.client(form)) {
      ServerMessage.SessionCreated created = client.create(1);
      client.send(WsClient.requestOf(1, 1, "put a 1"), new ClientMessage.Close());
      assertThat(client.reply(1)).isEqualTo("ok");
      assertThat(client.closed(1000).code()).isEqualTo("session_invalidated");
      assertThat(server.engine().find(created.id()).orElseThrow().state())
          .isEqualTo(SessionState.INVALIDATED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingTheSocketDoesNot(MessageForm form) {
    ServerMessage.SessionCreated created;
    try (WsClient client = server.client(form)) {
      created = client.create(1);
    }
    await().until(() -> server.connect().metrics().connections() == 0);
    assertThat(server.engine().find(created.id()).orElseThrow().state())
        .isEqualTo(SessionState.ACTIVE);
    assertThat(server.connect().metrics().sessions()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whoseLeaseEndsIsToldAfterwards(MessageForm form) {
    try (WsClient client = server.client(form)) {
      ServerMessage.SessionCreated created = client.create(1);
      server.passInTheKernel(300_000);
      assertThat(client.closed(4004).code()).isEqualTo("session_expired");
      assertThat(server.engine().find(created.id()).orElseThrow().state())
          .isEqualTo(SessionState.EXPIRED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoseSessionIsEndedByAnotherIsTold(MessageForm form) {
    try (WsClient client = server.client(form)) {
      ServerMessage.SessionCreated created = client.create(1);
      server.engine().change(created.id(), StateChange.INVALIDATE, 0).toCompletableFuture().join();
      assertThat(client.closed(4004).code()).isEqualTo("session_invalidated");
      try (WsClient late = server.client(form)) {
        late.send(new ClientMessage.ContinueSession(created.id(), WsClient.token(1), 0));
        assertThat(late.rejected(4003).code()).isEqualTo("session_dead");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSuspendedSessionIsToldSoAndGoesOnWhenItIsResumed(MessageForm form) {
    try (WsClient client = server.client(form)) {
      ServerMessage.SessionCreated created = client.create(1);
      change(created, StateChange.SUSPEND);
      client.request(1, "put a 1");
      assertThat(client.error(1)).isEqualTo("session_not_active");
      change(created, StateChange.RESUME);
      client.request(1, "put a 1");
      assertThat(client.reply(1)).isEqualTo("ok");
    }
  }

  private void change(ServerMessage.SessionCreated created, StateChange change) {
    server.engine().change(created.id(), change, 0).toCompletableFuture().join();
  }
}
