package io.sojourn.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ConnectCodec;
import io.sojourn.wire.connect.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is below the messages: the upgrade, frames, and what is wrong with them. */
class FramesTest {

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

  // ---- the upgrade

  @Test
  void withoutAKnownSubprotocolTheAnswerSaysWhichThereAre() {
    for (String request :
        new String[] {
          WsClient.upgrade(),
          WsClient.upgrade("Sec-WebSocket-Protocol: mqtt"),
          WsClient.upgrade("Sec-WebSocket-Protocol: sojourn.v1.xml, sojourn.v11")
        }) {
      assertThat(WsClient.answerTo(server.port(), request))
          .startsWith("HTTP/1.1 400")
          .containsIgnoringCase("content-type: application/problem+json")
          .contains("malformed-request", "\"sojourn.v1\"", "\"sojourn.v1.json\"");
    }
  }

  @Test
  void theFirstKnownOfSeveralSubprotocolsIsTaken() {
    assertThat(selected("mqtt, sojourn.v1.json, sojourn.v1")).isEqualTo("sojourn.v1.json");
    assertThat(selected("sojourn.v1,sojourn.v1.json")).isEqualTo("sojourn.v1");
  }

  private String selected(String offered) {
    try (WsClient client = WsClient.connect(server.port(), offered)) {
      return client.subprotocol();
    }
  }

  @Test
  void anotherVersionOfWebSocketIsRefused() {
    String request = WsClient.upgrade("Sec-WebSocket-Protocol: sojourn.v1");
    assertThat(WsClient.answerTo(server.port(), request.replace("Version: 13", "Version: 7")))
        .startsWith("HTTP/1.1 426");
    assertThat(
            WsClient.answerTo(server.port(), request.replace("Sec-WebSocket-Version: 13\r\n", "")))
        .startsWith("HTTP/1.1 426");
  }

  // ---- frames

  @ParameterizedTest
  @EnumSource
  void aMessageMayComeInFragments(MessageForm form) {
    try (WsClient client = created(form)) {
      byte[] whole = client.frame(WsClient.requestOf(1, 1, "put a " + "x".repeat(200)));
      byte[] payload = unmasked(whole);
      int opcode = whole[0] & 0x0f;
      client.sendRaw(WsClient.frame(opcode, false, Arrays.copyOf(payload, 10)));
      client.sendRaw(WsClient.frame(WsClient.PING, true, new byte[] {1, 2}));
      client.sendRaw(WsClient.frame(0, false, new byte[0]));
      client.sendRaw(WsClient.frame(0, true, Arrays.copyOfRange(payload, 10, payload.length)));
      WsClient.Frame pong = client.anyFrame();
      assertThat(pong.opcode()).isEqualTo(WsClient.PONG);
      assertThat(pong.payload()).containsExactly(1, 2);
      assertThat(client.reply(1)).isEqualTo("ok");
    }
  }

  /** The payload of a frame of 126 bytes or more, whose head is 4 bytes and a mask of 4. */
  private static byte[] unmasked(byte[] frame) {
    byte[] mask = Arrays.copyOfRange(frame, 4, 8);
    byte[] payload = Arrays.copyOfRange(frame, 8, frame.length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i & 3];
    }
    return payload;
  }

  @ParameterizedTest
  @EnumSource
  void aFrameThatAnnouncesTooMuchIsRefusedBeforeItComes(MessageForm form) {
    try (WsClient client = created(form)) {
      client.sendRaw(WsClient.head(form == MessageForm.JSON ? 1 : 2, true, (4 << 20) + 1));
      assertThat(client.closed(1009).code()).isEqualTo("too_large");
    }
  }

  @ParameterizedTest
  @EnumSource
  void fragmentsThatAreTooMuchTogetherAreRefused(MessageForm form) {
    try (WsClient client = created(form)) {
      int opcode = form == MessageForm.JSON ? 1 : 2;
      client.sendRaw(WsClient.frame(opcode, false, new byte[3 << 20]));
      client.sendRaw(WsClient.head(0, false, 3 << 20));
      client.sendRaw(new byte[(3 << 20) + 4]);
      assertThat(client.closed(1009).code()).isEqualTo("too_large");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoHasShownNothingMaySendLittle(MessageForm form) {
    try (WsClient client = server.client(form)) {
      client.sendRaw(WsClient.head(form == MessageForm.JSON ? 1 : 2, true, 1 << 20));
      client.sendRaw(new byte[ConnectCodec.FIRST_FRAME_BYTES_MAX]);
      assertThat(client.rejected(1009).code()).isEqualTo("too_large");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFrameOfManyBytesIsTakenFromOneWhoHasASession(MessageForm form) {
    try (WsClient client = created(form)) {
      ClientMessage[] requests = new ClientMessage[3];
      for (int i = 0; i < requests.length; i++) {
        requests[i] = WsClient.requestOf(i + 1, 1, "put a " + "x".repeat(300_000));
      }
      client.send(requests);
      for (int i = 0; i < requests.length; i++) {
        assertThat(client.reply(i + 1)).isEqualTo("ok");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void framesOfTheOtherTypeAreRefused(MessageForm form) {
    try (WsClient client = created(form)) {
      client.sendRaw(WsClient.frame(form == MessageForm.JSON ? 2 : 1, true, new byte[0]));
      assertThat(client.closed(4000).code()).isEqualTo("bad_frame");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0a00", "0a024a00", "0a7f", "ff", "0a043200" + "3200", "0a021200"})
  void bytesThatAreNotOfTheProtocolAreRefused(String hex) {
    try (WsClient client = created(MessageForm.BINARY)) {
      client.sendRaw(WsClient.frame(2, true, HexFormat.of().parseHex(hex)));
      assertThat(client.closed(4000).code()).isEqualTo("bad_frame");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "{}",
        "[",
        "[1]",
        "\"ack\"",
        "{\"type\":\"ack\"",
        "{\"type\":\"shout\"}",
        "{\"type\":7}",
        "{\"type\":\"ack\",\"number\":\"1\"}",
        "{\"type\":\"ack\",\"number\":1.5}",
        "{\"type\":\"ack\",\"number\":1e3}",
        "{\"type\":\"ack\",\"number\":9223372036854775808}",
        "{\"type\":\"ack\",\"number\":1,\"number\":2}",
        "{\"type\":\"ack\",\"number\":1} {\"type\":\"ack\",\"number\":1}",
        "{\"type\":\"request\",\"payload\":\"%\"}",
        "{\"type\":\"request\",\"payload\":[1]}",
        "{\"type\":\"request\",\"unordered\":1}",
        "{\"type\":\"query\",\"consistency\":\"strong\"}",
        "{\"type\":\"reject\",\"number\":1,\"reason\":\"\\ud800\"}",
        "{\"type\":\"continue_session\"}",
        "{\"type\":\"continue_session\",\"id\":\"ABC\"}",
        "{\"type\":\"create_session\",\"capabilities\":[]}",
        "{\"type\":\"create_session\",\"capabilities\":{\"a\":1}}",
        "{\"type\":\"close\",\"more\":[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]}"
      })
  void textThatIsNotOfTheProtocolIsRefused(String text) {
    try (WsClient client = created(MessageForm.JSON)) {
      client.sendRaw(WsClient.frame(1, true, text.getBytes(StandardCharsets.UTF_8)));
      ServerMessage.Closed closed = client.closed(4000);
      assertThat(closed.code()).isEqualTo("bad_frame");
      assertThat(closed.detail()).doesNotContain("shout", "ABC");
    }
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    try (WsClient client = created(MessageForm.JSON)) {
      client.sendRaw(WsClient.frame(1, true, new byte[] {'{', (byte) 0xc3, 0x28, '}'}));
      assertThat(client.closed(1007).code()).isEqualTo("bad_frame");
    }
  }

  @Test
  void fieldsThatAreUnknownOrNullAreTakenForNothing() {
    try (WsClient client = created(MessageForm.JSON)) {
      String text =
          "[{\"later\":{\"deep\":[1,{}]},\"sequence\":1,\"payload\":\"Z2V0IGE=\","
              + "\"unordered\":null,\"type\":\"request\"}]";
      client.sendRaw(WsClient.frame(1, true, text.getBytes(StandardCharsets.UTF_8)));
      assertThat(client.reply(1)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tooManyMessagesInOneFrameAreRefused(MessageForm form) {
    try (WsClient client = created(form)) {
      client.send(
          Collections.nCopies(ConnectCodec.FRAME_MESSAGES_MAX + 1, new ClientMessage.Ack(0))
              .toArray(ClientMessage[]::new));
      assertThat(client.closed(1009).code()).isEqualTo("too_large");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyFrameIsNoFirstMessage(MessageForm form) {
    try (WsClient client = server.client(form)) {
      client.send();
      client.create(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFrameWithoutAMaskIsRefused(MessageForm form) {
    try (WsClient client = created(form)) {
      client.sendRaw(new byte[] {(byte) 0x82, 1, 0});
      assertThat(client.closed(4000).code()).isEqualTo("bad_frame");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCloseFrameIsAnswered(MessageForm form) {
    try (WsClient client = created(form)) {
      client.sendRaw(WsClient.frame(8, true, new byte[] {0x03, (byte) 0xe9, 'b', 'y', 'e'}));
      WsClient.Frame answer = client.frame();
      assertThat(answer.opcode()).isEqualTo(WsClient.CLOSE);
      assertThat(answer.closeStatus()).isEqualTo(1001);
      assertThat(client.isOver()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSentBehindTheFirstMessageWaitsForItsAnswer(MessageForm form) {
    try (WsClient client = server.client(form)) {
      client.send(WsClient.creation(1), WsClient.requestOf(1, 1, "put a 1"));
      client.request(2, "get a");
      client.next(ServerMessage.SessionCreated.class);
      assertThat(client.reply(1)).isEqualTo("ok");
      assertThat(client.reply(2)).isEqualTo("1");
    }
  }
}
