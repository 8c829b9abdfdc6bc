package io.sojourn.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.engine.EngineOptions;
import io.sojourn.engine.MemoryLog;
import io.sojourn.session.Limits;
import io.sojourn.testing.LimitsWith;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.Consistency;
import io.sojourn.wire.connect.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches, back-pressure, silence, and how connections end that nobody asked to end. */
class ConnectFlowTest {

  private ConnectServer server;

  @BeforeEach
  void start() {
    server = ConnectServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(EngineOptions options, ConnectLimits bounds) {
    server.close();
    server =
        new ConnectServer(Limits.DEFAULT, options, ConnectServer.swept(bounds), new MemoryLog());
  }

  private WsClient created(MessageForm form) {
    WsClient client = server.client(form);
    client.create(1);
    return client;
  }

  @ParameterizedTest
  @EnumSource
  void manyRequestsInOneFrameAreAnsweredInFew(MessageForm form) {
    try (WsClient client = created(form)) {
      int before = client.frames();
      ClientMessage[] requests = new ClientMessage[1000];
      for (int i = 0; i < requests.length; i++) {
        requests[i] = WsClient.requestOf(i + 1, 1, "append a x");
      }
      client.send(requests);
      for (int i = 0; i < requests.length; i++) {
        assertThat(client.reply(i + 1)).hasSize(i + 1);
      }
      assertThat(client.frames() - before).isLessThan(500);
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneWhoDoesNotReadIsNotReadEitherAndLosesNothing(MessageForm form) {
    try (WsClient client = WsClient.connect(server.port(), form.subprotocol(), 16 << 10)) {
      client.create(1);
      List<ClientMessage> queries = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        queries.add(new ClientMessage.Query(i, Notes.bytes("big 500000"), Consistency.LOCAL, 0));
      }
      client.send(queries.toArray(ClientMessage[]::new));
      await().until(() -> server.connect().metrics().pauses() > 0);
      for (int i = 1; i <= 100; i++) {
        ServerMessage.QueryReply reply = client.next(ServerMessage.QueryReply.class);
        assertThat(reply.correlationId()).isEqualTo(i);
        assertThat(reply.payload()).hasSize(500_000);
      }
      client.request(1, "put a 1");
      assertThat(client.reply(1)).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneWhoTakesNothingForLongIsClosed(MessageForm form) {
    try (WsClient client = WsClient.connect(server.port(), form.subprotocol(), 16 << 10)) {
      client.create(1);
      for (int i = 1; i <= 40; i++) {
        client.query(i, "big 500000");
      }
      await().until(() -> server.connect().metrics().pauses() > 0);
      // What can be sent has been sent when nothing has moved for a while by the door's clock.
      await()
          .until(
              () -> {
                server.pass(30_000);
                return server.connect().metrics().refusedBy("slow_consumer") == 1;
              });
      await()
          .until(
              () -> {
                server.pass(2_000);
                return server.connect().metrics().connections() == 0;
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneForWhomTooMuchWaitsIsClosed(MessageForm form) {
    ConnectLimits d = ConnectLimits.DEFAULT;
    restart(
        EngineOptions.DEFAULT,
        new ConnectLimits(
            d.firstMessageMillis(),
            d.pingMillis(),
            d.silenceMillis(),
            d.lingerMillis(),
            d.stallMillis(),
            d.sweepMillis(),
            d.commands(),
            d.queries(),
            d.commandBytes(),
            100_000,
            300_000,
            d.lifeMillis(),
            d.idleTimeoutMillis()));
    try (WsClient client = WsClient.connect(server.port(), form.subprotocol(), 16 << 10)) {
      client.create(1);
      client.query(1, "big 400000");
      assertThat(client.closed(4100).code()).isEqualTo("slow_consumer");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenTheKernelHasNoRoomTheWindowIsHalvedAndGrowsBack(MessageForm form) {
    server.close();
    server =
        new ConnectServer(
            LimitsWith.bound("windowRequests", 64),
            EngineOptions.DEFAULT.withQueue(4, 1 << 20),
            ConnectServer.swept(ConnectLimits.DEFAULT),
            new MemoryLog());
    try (WsClient client = created(form)) {
      int window = 64;
      long sequence = 1;
      while (window == 64) {
        ClientMessage[] burst = new ClientMessage[60];
        for (int i = 0; i < burst.length; i++) {
          burst[i] =
              new ClientMessage.Request(sequence + i, sequence, Notes.bytes("append a x"), true);
        }
        client.send(burst);
        int answers = 0;
        while (answers < burst.length) {
          switch (client.next()) {
            case ServerMessage.Reply reply -> answers++;
            case ServerMessage.RequestError error -> {
              answers++;
              assertThat(error.code()).isEqualTo("unavailable");
            }
            case ServerMessage.Window smaller -> window = smaller.window();
            case ServerMessage other -> throw new AssertionError("unexpected " + other);
          }
        }
        sequence += burst.length;
      }
      assertThat(window).isLessThan(64);
      try (WsClient newcomer = server.client(form)) {
        assertThat(newcomer.create(2).window()).isEqualTo(32);
      }
      while (window < 64) {
        client.request(sequence, sequence, "put a 1");
        assertThat(client.next()).isInstanceOf(ServerMessage.Reply.class);
        sequence++;
        // A larger window is announced behind the reply that it follows from.
        client.send(new ClientMessage.KeepAlive(sequence, 0));
        if (client.next() instanceof ServerMessage.Window larger) {
          assertThat(larger.window()).isGreaterThan(window);
          window = larger.window();
          client.next(ServerMessage.KeepAliveReply.class);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoSaysNothingAtFirstIsClosed(MessageForm form) {
    try (WsClient client = server.client(form)) {
      await().until(() -> server.connect().metrics().connections() == 1);
      server.pass(9_999);
      server.pass(1);
      assertThat(client.rejected(4001).code()).isEqualTo("first_message_timeout");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSilentPeerIsPingedAndThenClosed(MessageForm form) {
    try (WsClient client = created(form)) {
      server.pass(20_000);
      assertThat(client.anyFrame().opcode()).isEqualTo(WsClient.PING);
      server.pass(20_000);
      assertThat(client.anyFrame().opcode()).isEqualTo(WsClient.PING);
      server.pass(20_000);
      assertThat(client.closed(4101).code()).isEqualTo("silent");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPongKeepsAConnectionOpen(MessageForm form) {
    try (WsClient client = created(form)) {
      for (int i = 0; i < 6; i++) {
        server.pass(20_000);
        WsClient.Frame ping = client.anyFrame();
        assertThat(ping.opcode()).isEqualTo(WsClient.PING);
        client.sendRaw(WsClient.frame(WsClient.PONG, true, ping.payload()));
        // A ping of ours is answered after the pong was heard.
        client.sendRaw(WsClient.frame(WsClient.PING, true, new byte[0]));
        assertThat(client.anyFrame().opcode()).isEqualTo(WsClient.PONG);
      }
      client.request(1, "get a");
      assertThat(client.reply(1)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void onShutdownEverybodyIsAnsweredAndTold(MessageForm form) throws Exception {
    try (WsClient client = created(form);
        WsClient newcomer = server.client(form)) {
      client.request(1, "put a 1");
      assertThat(client.reply(1)).isEqualTo("ok");
      server.connect().shutdown().get(2, TimeUnit.MINUTES);
      assertThat(client.closed(1012).code()).isEqualTo("shutting_down");
      assertThat(newcomer.rejected(1012).code()).isEqualTo("shutting_down");
      try (WsClient late = server.client(form)) {
        assertThat(late.rejected(1012).code()).isEqualTo("shutting_down");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoIsConnectedToANodeThatLeadsNoMoreIsToldWhoDoes(MessageForm form) {
    try (WsClient client = created(form)) {
      server.leads(false);
      server.pass(1_000);
      ServerMessage.Closed closed = client.closed(1013);
      assertThat(closed.code()).isEqualTo("not_leader");
      assertThat(closed.leader()).isEqualTo("127.0.0.1:7001");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFollowerTakesNoSessions(MessageForm form) {
    server.close();
    RoleLog log = new RoleLog();
    server =
        new ConnectServer(
            Limits.DEFAULT, EngineOptions.DEFAULT, ConnectServer.swept(ConnectLimits.DEFAULT), log);
    try (WsClient client = created(form);
        WsClient newcomer = server.client(form);
        WsClient other = server.client(form)) {
      log.follow();
      newcomer.send(WsClient.creation(2));
      ServerMessage.Rejected rejected = newcomer.rejected(1013);
      assertThat(rejected.code()).isEqualTo("not_leader");
      // The door of that node is in no entry yet.
      assertThat(rejected.leader()).isEmpty();
      other.send(
          new ClientMessage.ContinueSession(
              Admission.idOf(WsClient.nonce(1)), WsClient.token(1), 0));
      assertThat(other.rejected(1013).code()).isEqualTo("not_leader");
      client.request(1, "put a 1");
      assertThat(client.error(1)).isEqualTo("not_leader");
      assertThat(client.closed(1013).code()).isEqualTo("not_leader");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPushThatIsNotAcknowledgedIsSentAgain(MessageForm form) {
    try (WsClient client = created(form)) {
      client.request(1, "push 1 hi");
      client.next(ServerMessage.Push.class);
      assertThat(client.reply(1)).isEqualTo("pushed");
      server.passInTheKernel(11_000);
      assertThat(client.next(ServerMessage.Push.class).number()).isEqualTo(1);
      client.send(new ClientMessage.Ack(1), new ClientMessage.KeepAlive(0, 0));
      client.next(ServerMessage.KeepAliveReply.class);
      server.passInTheKernel(11_000);
      client.request(2, "get a");
      assertThat(client.reply(2)).isEmpty();
    }
  }
}
