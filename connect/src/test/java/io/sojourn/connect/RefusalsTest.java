package io.sojourn.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Limits;
import io.sojourn.session.SessionId;
import io.sojourn.testing.LimitsWith;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.Consistency;
import io.sojourn.wire.connect.ServerMessage;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every refusal in the protocol's own form, with its code, over either subprotocol. */
class RefusalsTest {

  private ConnectServer server;

  @BeforeEach
  void start() {
    server = ConnectServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WsClient created(MessageForm form) {
    WsClient client = server.client(form);
    client.create(1);
    return client;
  }

  /** After the refusal of a message the connection goes on. */
  private static void goesOn(WsClient client, long sequence) {
    client.request(sequence, "get a");
    assertThat(client.reply(sequence)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void sequenceZero(MessageForm form) {
    try (WsClient client = created(form)) {
      client.request(0, "get a");
      assertThat(client.error(0)).isEqualTo("invalid");
      client.request(-1, "get a");
      assertThat(client.error(-1)).isEqualTo("invalid");
      goesOn(client, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSequenceFarAhead(MessageForm form) {
    try (WsClient client = created(form)) {
      client.request(1025, "get a");
      assertThat(client.error(1025)).isEqualTo("sequence_ahead");
      client.request(Long.MAX_VALUE >> 11, "get a");
      assertThat(client.error(Long.MAX_VALUE >> 11)).isEqualTo("sequence_ahead");
      goesOn(client, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRequestBeforeItsTurn(MessageForm form) {
    try (WsClient client = created(form)) {
      client.request(2, "put a 2");
      assertThat(client.error(2)).isEqualTo("out_of_order");
      client.send(new ClientMessage.Request(3, 1, Notes.bytes("put a 3"), true));
      assertThat(client.reply(3)).isEqualTo("ok");
      client.request(1, "get a");
      assertThat(client.reply(1)).isEqualTo("3");
      client.request(2, "get a");
      assertThat(client.reply(2)).isEqualTo("3");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFalseRetry(MessageForm form) {
    try (WsClient client = created(form)) {
      client.request(1, "put a 1");
      assertThat(client.reply(1)).isEqualTo("ok");
      client.request(1, "put a 2");
      assertThat(client.error(1)).isEqualTo("false_retry");
      client.query(5, "get a");
      assertThat(Notes.text(client.next(ServerMessage.QueryReply.class).payload())).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReplyThatWasGivenUp(MessageForm form) {
    try (WsClient client = created(form)) {
      client.request(1, "put a 1");
      assertThat(client.reply(1)).isEqualTo("ok");
      client.request(2, 2, "put a 2");
      assertThat(client.reply(2)).isEqualTo("ok");
      client.request(1, 2, "put a 1");
      assertThat(client.error(1)).isEqualTo("reply_evicted");
    }
  }

  @ParameterizedTest
  @EnumSource
  void acknowledgingBeyondWhatWasSent(MessageForm form) {
    try (WsClient client = created(form)) {
      client.send(new ClientMessage.Ack(1));
      assertThat(client.error(0)).isEqualTo("ack_unknown");
      client.send(new ClientMessage.Reject(9, "no"));
      assertThat(client.error(0)).isEqualTo("ack_unknown");
      goesOn(client, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUnreadableCommand(MessageForm form) {
    try (WsClient client = created(form)) {
      client.request(1, "? what");
      assertThat(client.error(1)).isEqualTo("command_unreadable");
      goesOn(client, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCommandOnWhichTheMachineThrows(MessageForm form) {
    try (WsClient client = created(form)) {
      client.request(1, "fail");
      assertThat(client.error(1)).isEqualTo("failed");
      client.request(1, "fail");
      assertThat(client.error(1)).isEqualTo("failed");
      goesOn(client, 2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStateThatIsFull(MessageForm form) {
    server.close();
    server = ConnectServer.start(LimitsWith.bound("stateEntries", 1));
    try (WsClient client = created(form)) {
      client.request(1, "put a 1");
      assertThat(client.reply(1)).isEqualTo("ok");
      client.request(2, "put b 2");
      assertThat(client.error(2)).isEqualTo("state_full");
      client.request(2, "put b 2");
      assertThat(client.error(2)).isEqualTo("state_full");
      client.request(3, "put a 3");
      assertThat(client.reply(3)).isEqualTo("ok");
    }
    assertThat(rejected(form, WsClient.nonce(2), WsClient.token(2), "keeper", 0, 0))
        .isEqualTo("state_full");
  }

  @ParameterizedTest
  @EnumSource
  void aPayloadOverTheBound(MessageForm form) {
    try (WsClient client = created(form)) {
      byte[] most = new byte[Limits.DEFAULT.requestBytes() + 1];
      client.send(new ClientMessage.Request(1, 1, most, false));
      assertThat(client.error(1)).isEqualTo("too_large");
      client.send(new ClientMessage.Query(7, most, Consistency.LINEARIZABLE, 0));
      ServerMessage.RequestError error = client.next(ServerMessage.RequestError.class);
      assertThat(error.correlationId()).isEqualTo(7);
      assertThat(error.code()).isEqualTo("too_large");
      goesOn(client, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFullWindow(MessageForm form) {
    server.close();
    server = ConnectServer.start(LimitsWith.bound("windowRequests", 2));
    try (WsClient client = created(form)) {
      client.request(1, "put a 1");
      client.request(2, "put a 2");
      client.request(3, "put a 3");
      assertThat(client.reply(1)).isEqualTo("ok");
      assertThat(client.reply(2)).isEqualTo("ok");
      assertThat(client.error(3)).isEqualTo("sequence_ahead");
      client.request(3, 2, "put a 3");
      assertThat(client.reply(3)).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @EnumSource
  void queriesThatAreNotAnswered(MessageForm form) {
    try (WsClient client = created(form)) {
      client.query(1, "what?");
      assertThat(queryError(client, 1)).isEqualTo("query_refused");
      client.query(2, "fail");
      assertThat(queryError(client, 2)).isEqualTo("failed");
      client.query(3, "write");
      assertThat(queryError(client, 3)).isEqualTo("failed");
      goesOn(client, 1);
    }
  }

  private static String queryError(WsClient client, long correlationId) {
    ServerMessage.RequestError error = client.next(ServerMessage.RequestError.class);
    assertThat(error.correlationId()).isEqualTo(correlationId);
    assertThat(error.sequence()).isZero();
    return error.code();
  }

  @ParameterizedTest
  @EnumSource
  void aFirstMessageThatIsNone(MessageForm form) {
    try (WsClient client = server.client(form)) {
      client.request(1, "get a");
      assertThat(client.rejected(4000).code()).isEqualTo("bad_frame");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSecondSessionOnOneConnection(MessageForm form) {
    try (WsClient client = created(form)) {
      client.send(WsClient.creation(2));
      assertThat(client.closed(4000).code()).isEqualTo("bad_frame");
    }
  }

  @ParameterizedTest
  @EnumSource
  void creationsThatAreNotOfTheForm(MessageForm form) {
    assertThat(rejected(form, new byte[15], WsClient.token(1), "ada", 0, 0)).isEqualTo("invalid");
    assertThat(rejected(form, new byte[0], new byte[0], "ada", 0, 0)).isEqualTo("invalid");
    assertThat(rejected(form, WsClient.nonce(1), new byte[33], "ada", 0, 0)).isEqualTo("invalid");
    assertThat(rejected(form, WsClient.nonce(1), WsClient.token(1), "", 0, 0))
        .isEqualTo("limit_exceeded");
    assertThat(rejected(form, WsClient.nonce(1), WsClient.token(1), "a".repeat(257), 0, 0))
        .isEqualTo("limit_exceeded");
    assertThat(rejected(form, WsClient.nonce(1), WsClient.token(1), "ada", -1, 0))
        .isEqualTo("limit_exceeded");
    assertThat(rejected(form, WsClient.nonce(1), WsClient.token(1), "ada", 1L << 50, 0))
        .isEqualTo("limit_exceeded");
    assertThat(rejected(form, WsClient.nonce(1), WsClient.token(1), "ada", 0, -5))
        .isEqualTo("limit_exceeded");
    assertThat(rejected(form, WsClient.nonce(1), WsClient.token(1), "nobody", 0, 0))
        .isEqualTo("not_admitted");
  }

  private String rejected(
      MessageForm form, byte[] nonce, byte[] token, String user, long life, long idle) {
    return rejected(
        form,
        new ClientMessage.CreateSession(
            nonce, token, user, life, idle, new TreeMap<>(), ConnectServer.KEY));
  }

  private String rejected(MessageForm form, ClientMessage message) {
    try (WsClient client = server.client(form)) {
      client.send(message);
      return client.rejected(4003).code();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tooManyCapabilities(MessageForm form) {
    SortedMap<String, String> many = new TreeMap<>();
    for (int i = 0; i <= Limits.DEFAULT.capabilities(); i++) {
      many.put("c" + i, "v");
    }
    ClientMessage create =
        new ClientMessage.CreateSession(
            WsClient.nonce(1), WsClient.token(1), "ada", 0, 0, many, ConnectServer.KEY);
    assertThat(rejected(form, create)).isEqualTo("limit_exceeded");
  }

  @ParameterizedTest
  @EnumSource
  void tokensThatCannotBeOnes(MessageForm form) {
    var id = new SessionId(1, 2);
    assertThat(rejected(form, new ClientMessage.ContinueSession(id, new byte[0], 0)))
        .isEqualTo("invalid");
    assertThat(rejected(form, new ClientMessage.ContinueSession(id, new byte[1025], 0)))
        .isEqualTo("invalid");
  }

  @ParameterizedTest
  @EnumSource
  void refusalsAreCounted(MessageForm form) {
    ConnectMetrics metrics = server.connect().metrics();
    try (WsClient client = created(form)) {
      client.request(0, "get a");
      client.error(0);
      goesOn(client, 1);
      assertThat(metrics.refusedBy("invalid")).isEqualTo(1);
      assertThat(metrics.in("request")).isEqualTo(2);
      assertThat(metrics.in("create_session")).isEqualTo(1);
      assertThat(metrics.out("reply")).isEqualTo(1);
      assertThat(metrics.out("request_error")).isEqualTo(1);
      assertThat(metrics.connections()).isEqualTo(1);
      assertThat(metrics.sessions()).isEqualTo(1);
      assertThat(metrics.framesIn()).isEqualTo(3);
      assertThat(metrics.framesOut()).isEqualTo(3);
    }
  }
}
