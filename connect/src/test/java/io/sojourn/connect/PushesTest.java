package io.sojourn.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The back channel: pushes as they come, and again when they were not acknowledged. */
class PushesTest {

  private ConnectServer server;

  @BeforeEach
  void start() {
    server = ConnectServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static void push(WsClient client, long number, long previous, String text) {
    ServerMessage.Push push = client.next(ServerMessage.Push.class);
    assertThat(push.number()).isEqualTo(number);
    assertThat(push.previous()).isEqualTo(previous);
    assertThat(Notes.text(push.payload())).isEqualTo(text);
  }

  /** Returns when everything that was sent before has been taken. */
  private static void settle(WsClient client) {
    client.send(new ClientMessage.KeepAlive(0, 0));
    client.next(ServerMessage.KeepAliveReply.class);
  }

  @ParameterizedTest
  @EnumSource
  void pushesComeInOrderAndEachNamesTheOneBefore(MessageForm form) {
    try (WsClient client = server.client(form)) {
      client.create(1);
      client.request(1, "push 3 hi");
      push(client, 1, 0, "hi1");
      push(client, 2, 1, "hi2");
      push(client, 3, 2, "hi3");
      assertThat(client.reply(1)).isEqualTo("pushed");
      client.send(new ClientMessage.Ack(3));
      client.request(2, "push 1 ho");
      push(client, 4, 3, "ho1");
      assertThat(client.reply(2)).isEqualTo("pushed");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasNotAcknowledgedComesAgainWhenTheSessionIsContinued(MessageForm form) {
    ServerMessage.SessionCreated created;
    try (WsClient client = server.client(form)) {
      created = client.create(1);
      client.request(1, "push 3 hi");
      push(client, 1, 0, "hi1");
      client.send(new ClientMessage.Ack(1));
      push(client, 2, 1, "hi2");
      push(client, 3, 2, "hi3");
      assertThat(client.reply(1)).isEqualTo("pushed");
      settle(client);
      client.cut();
    }
    try (WsClient client = server.client(form)) {
      client.resume(created.id(), 1);
      push(client, 2, 1, "hi2");
      push(client, 3, 2, "hi3");
      client.send(new ClientMessage.Ack(3));
      settle(client);
      client.cut();
    }
    try (WsClient client = server.client(form)) {
      client.resume(created.id(), 1);
      settle(client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsPushedWhileNobodyIsConnectedWaits(MessageForm form) {
    try (WsClient sender = server.client(form);
        WsClient receiver = server.client(form)) {
      ServerMessage.SessionCreated other = receiver.create(2);
      receiver.cut();
      await().until(() -> server.connect().metrics().sessions() == 0);
      sender.create(1);
      sender.request(1, "tell " + other.id() + " hello");
      assertThat(sender.reply(1)).isEqualTo("told");
      try (WsClient back = server.client(form)) {
        back.resume(other.id(), 2);
        push(back, 1, 0, "hello");
        sender.request(2, "tell " + other.id() + " again");
        push(back, 2, 1, "again");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheNewestConnectionGetsPushes(MessageForm form) {
    try (WsClient older = server.client(form);
        WsClient newer = server.client(form)) {
      ServerMessage.SessionCreated created = older.create(1);
      newer.resume(created.id(), 1);
      newer.request(1, "push 1 hi");
      push(newer, 1, 0, "hi1");
      assertThat(newer.reply(1)).isEqualTo("pushed");
      assertThat(older.closed(4005).code()).isEqualTo("fenced");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRejectedPushDoesNotComeAgain(MessageForm form) {
    ServerMessage.SessionCreated created;
    try (WsClient client = server.client(form)) {
      created = client.create(1);
      client.request(1, "push 3 hi");
      push(client, 1, 0, "hi1");
      push(client, 2, 1, "hi2");
      push(client, 3, 2, "hi3");
      assertThat(client.reply(1)).isEqualTo("pushed");
      client.send(new ClientMessage.Reject(2, "größer als erwartet"));
      settle(client);
      client.cut();
    }
    var letters = server.engine().deadLetters(created.id()).toCompletableFuture().join();
    assertThat(letters.toString()).contains("größer als erwartet");
    try (WsClient client = server.client(form)) {
      client.resume(created.id(), 1);
      push(client, 1, 0, "hi1");
      push(client, 3, 1, "hi3");
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyPushesComeInFewFrames(MessageForm form) {
    try (WsClient client = server.client(form)) {
      client.create(1);
      int before = client.frames();
      client.request(1, "push 500 hi");
      for (int i = 1; i <= 500; i++) {
        push(client, i, i - 1, "hi" + i);
      }
      assertThat(client.reply(1)).isEqualTo("pushed");
      assertThat(client.frames() - before).isLessThan(250);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPushThatComesBeforeTheAnswerToTheTakeoverFollowsIt(MessageForm form) {
    try (WsClient sender = server.client(form);
        WsClient older = server.client(form);
        WsClient newer = server.client(form)) {
      SessionId id = older.create(2).id();
      sender.create(1);
      sender.request(1, "tell " + id + " before");
      assertThat(sender.reply(1)).isEqualTo("told");
      push(older, 1, 0, "before");
      server.exchange().hold();
      newer.send(new ClientMessage.ContinueSession(id, WsClient.token(2), 0));
      assertThat(older.closed(4005).code()).isEqualTo("fenced");
      sender.request(2, "tell " + id + " meanwhile");
      assertThat(sender.reply(2)).isEqualTo("told");
      server.exchange().release();
      newer.next(ServerMessage.SessionContinued.class);
      push(newer, 1, 0, "before");
      push(newer, 2, 1, "meanwhile");
      sender.request(3, "tell " + id + " after");
      push(newer, 3, 2, "after");
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneWhoIsShutOutBeforeItsTakeoverIsAnsweredGetsNoPushOfTheNext(MessageForm form) {
    try (WsClient sender = server.client(form);
        WsClient first = server.client(form);
        WsClient second = server.client(form);
        WsClient third = server.client(form)) {
      SessionId id = first.create(2).id();
      sender.create(1);
      server.exchange().hold();
      second.send(new ClientMessage.ContinueSession(id, WsClient.token(2), 0));
      assertThat(first.closed(4005).code()).isEqualTo("fenced");
      third.send(new ClientMessage.ContinueSession(id, WsClient.token(2), 0));
      await().until(() -> server.engine().find(id).orElseThrow().epoch() == 3);
      sender.request(1, "tell " + id + " hello");
      assertThat(sender.reply(1)).isEqualTo("told");
      server.exchange().release();
      assertThat(third.next(ServerMessage.SessionContinued.class).epoch()).isEqualTo(3);
      push(third, 1, 0, "hello");
      assertThat(second.next(ServerMessage.SessionContinued.class).epoch()).isEqualTo(2);
      assertThat(second.closed(4005).code()).isEqualTo("fenced");
    }
  }

  @ParameterizedTest
  @EnumSource
  void noPushIsLostOrOutOfOrderWhileTheSessionIsTakenOverAgainAndAgain(MessageForm form) {
    int all = 400;
    List<WsClient> older = new ArrayList<>();
    try (WsClient sender = server.client(form)) {
      WsClient receiver = server.client(form);
      older.add(receiver);
      SessionId id = receiver.create(2).id();
      sender.create(1);
      SplittableRandom random = new SplittableRandom(1);
      long processed = 0;
      long told = 0;
      while (processed < all) {
        long until = Math.min(all, told + random.nextInt(20));
        for (; told < until; told++) {
          sender.request(told + 1, "tell " + id + " " + (told + 1));
        }
        if (random.nextInt(3) == 0) {
          receiver = server.client(form);
          older.add(receiver);
          receiver.resume(id, 2);
        }
        for (int i = random.nextInt(10); i > 0 && processed < told; i--) {
          ServerMessage.Push push = receiver.next(ServerMessage.Push.class);
          if (push.number() > processed) {
            assertThat(push.number()).isEqualTo(processed + 1);
            assertThat(push.previous()).isEqualTo(processed);
            assertThat(Notes.text(push.payload())).isEqualTo("" + push.number());
            processed = push.number();
            receiver.send(new ClientMessage.Ack(processed));
          }
        }
      }
      for (int i = 1; i <= all; i++) {
        assertThat(sender.reply(i)).isEqualTo("told");
      }
    } finally {
      older.forEach(WsClient::close);
    }
  }
}
