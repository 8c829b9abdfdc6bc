package io.sojourn.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.engine.EngineOptions;
import io.sojourn.session.Limits;
import io.sojourn.session.SessionId;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.Consistency;
import io.sojourn.wire.connect.ServerMessage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that only ask: beside the one that holds the session, and where nobody leads. */
class ReadingTest {

  private final RoleLog log = new RoleLog();
  private ConnectServer server;

  @BeforeEach
  void start() {
    server =
        new ConnectServer(
            Limits.DEFAULT, EngineOptions.DEFAULT, ConnectServer.swept(ConnectLimits.DEFAULT), log);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void follow() {
    log.follow();
    server.leads(false);
    server.connect().sweepNow().join();
  }

  private static ServerMessage.SessionContinued read(WsClient client, SessionId id, int number) {
    client.send(new ClientMessage.ReadSession(id, WsClient.token(number)));
    return client.next(ServerMessage.SessionContinued.class);
  }

  private static String asked(WsClient client, Consistency consistency, long minIndex) {
    client.send(new ClientMessage.Query(7, Notes.bytes("get a"), consistency, minIndex));
    ServerMessage.QueryReply reply = client.next(ServerMessage.QueryReply.class);
    assertThat(reply.correlationId()).isEqualTo(7);
    assertThat(reply.index()).isGreaterThanOrEqualTo(minIndex);
    return Notes.text(reply.payload());
  }

  @ParameterizedTest
  @EnumSource
  void oneWhoReadsTakesTheSessionFromNobody(MessageForm form) {
    try (WsClient holder = server.client(form);
        WsClient reader = server.client(form)) {
      ServerMessage.SessionCreated created = holder.create(1);
      ServerMessage.SessionContinued reading = read(reader, created.id(), 1);
      assertThat(reading.window()).isZero();
      assertThat(reading.epoch()).isEqualTo(created.epoch());
      holder.request(1, "put a 1");
      ServerMessage.Reply put = holder.next(ServerMessage.Reply.class);
      for (Consistency consistency : Consistency.values()) {
        assertThat(asked(reader, consistency, put.index())).isEqualTo("1");
      }
      try (WsClient newer = server.client(form)) {
        newer.resume(created.id(), 1);
        assertThat(holder.closed(4005).code()).isEqualTo("fenced");
        assertThat(asked(reader, Consistency.SESSION, put.index())).isEqualTo("1");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNodeThatFollowsAnswersQueriesAndNamesTheLeaderToWhatWrites(MessageForm form) {
    SessionId id;
    try (WsClient holder = server.client(form)) {
      id = holder.create(1).id();
      holder.request(1, "put a 1");
      assertThat(holder.reply(1)).isEqualTo("ok");
      follow();
      assertThat(holder.closed(1013).code()).isEqualTo("not_leader");
    }
    List<ClientMessage> writing =
        List.of(
            WsClient.requestOf(2, 1, "put a 2"),
            new ClientMessage.Ack(1),
            new ClientMessage.Reject(1, "no"),
            new ClientMessage.KeepAlive(1, 0),
            new ClientMessage.Close());
    for (ClientMessage message : writing) {
      try (WsClient reader = server.client(form)) {
        read(reader, id, 1);
        server.pass(100);
        assertThat(asked(reader, Consistency.SESSION, 1)).isEqualTo("1");
        assertThat(asked(reader, Consistency.LOCAL, 0)).isEqualTo("1");
        reader.send(message);
        assertThat(reader.closed(1013).code()).isEqualTo("not_leader");
      }
    }
    assertThat(server.engine().find(id).orElseThrow().state().isLive()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anotherFirstMessageIsRefusedAfterThis(MessageForm form) {
    try (WsClient holder = server.client(form);
        WsClient reader = server.client(form)) {
      SessionId id = holder.create(1).id();
      read(reader, id, 1);
      reader.send(new ClientMessage.ContinueSession(id, WsClient.token(1), 0));
      assertThat(reader.closed(4000).code()).isEqualTo("bad_frame");
      holder.query(1, "get a");
      holder.next(ServerMessage.QueryReply.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoMayNotReadIsRejected(MessageForm form) {
    try (WsClient holder = server.client(form)) {
      SessionId id = holder.create(1).id();
      assertThat(rejected(form, id, WsClient.token(2))).isEqualTo("token_invalid");
      assertThat(rejected(form, new SessionId(1, 2), WsClient.token(1)))
          .isEqualTo("session_unknown");
      assertThat(rejected(form, id, new byte[0])).isEqualTo("invalid");
      assertThat(rejected(form, id, new byte[1025])).isEqualTo("invalid");
      end(id);
      assertThat(rejected(form, id, WsClient.token(1))).isEqualTo("session_dead");
    }
  }

  private String rejected(MessageForm form, SessionId id, byte[] token) {
    try (WsClient client = server.client(form)) {
      client.send(new ClientMessage.ReadSession(id, token));
      return client.rejected(4003).code();
    }
  }

  private void end(SessionId id) {
    var unused =
        server
            .engine()
            .change(id, StateChange.INVALIDATE, Sessions.ANY_VERSION)
            .toCompletableFuture()
            .join();
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfTheSessionEndsTheReading(MessageForm form) {
    try (WsClient holder = server.client(form);
        WsClient reader = server.client(form);
        WsClient silent = server.client(form)) {
      SessionId id = holder.create(1).id();
      read(reader, id, 1);
      read(silent, id, 1);
      end(id);
      reader.query(3, "get a");
      assertThat(reader.next(ServerMessage.RequestError.class).code()).isEqualTo("session_dead");
      assertThat(reader.closed(4004).code()).isEqualTo("session_invalidated");
      server.pass(1);
      assertThat(silent.closed(4004).code()).isEqualTo("session_invalidated");
    }
  }
}
