package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client of the first edition sends and is sent. */
class FirstEditionTest {

  private final RelayServer server = RelayServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aSessionFromRegistrationToTheHostsEnd() {
    WsClient host = server.connect();
    host.sendText("{\"type\":\"register\",\"client_id\":\"abc\"}");
    String registered = host.text();
    assertThat(registered).startsWith("{\"type\":\"registered\",\"code\":\"");
    String code = WsClient.field(registered, "code");
    assertThat(code).matches("[ABCDEFGHJKMNPQRSTUVWXYZ23456789]{6}");
    host.sendText("{\"type\":\"session_list\",\"sessions\":[{\"id\":\"t1\",\"name\":\"zsh\"}]}");
    host.sendOutput("t1", "$ ls\r\n");

    WsClient browser = server.connect();
    browser.sendText(
        "{\"type\":\"auth\",\"session_code\":\"" + code.toLowerCase(Locale.ROOT) + "\"}");
    assertThat(browser.text()).startsWith("{\"type\":\"auth_success\"");
    assertThat(browser.outputText("t1")).isEqualTo("$ ls\r\n");
    String connected = host.text();
    assertThat(connected).startsWith("{\"type\":\"browser_connected\",\"browser_id\":\"");

    String list = "{\"type\": \"session_list\", \"sessions\":[{\"id\":\"t1\",\"name\":\"zsh\"}]}";
    host.sendText(list);
    assertThat(browser.text()).isEqualTo(list);
    for (String event :
        new String[] {
          "{\"type\":\"session_connected\",\"session_id\":\"t2\",\"name\":\"vim\"}",
          "{\"type\":\"session_resize\",\"session_id\":\"t2\",\"cols\":80,\"rows\":24}",
          "{\"type\":\"session_disconnected\",\"session_id\":\"t2\"}"
        }) {
      host.sendText(event);
      assertThat(browser.text()).isEqualTo(event);
    }

    browser.sendOutput("t1", "echo hi\n");
    assertThat(host.outputText("t1")).isEqualTo("echo hi\n");
    browser.sendText("{\"type\":\"create_session\"}");
    assertThat(host.text()).isEqualTo("{\"type\":\"create_session\"}");
    browser.sendText("{\"type\":\"close_session\",\"session_id\":\"t1\"}");
    assertThat(host.outputText("t1")).isEqualTo("{\"type\":\"close_session\"}");

    host.close();
    assertThat(browser.text())
        .isEqualTo("{\"type\":\"error\",\"message\":\"Session disconnected\"}");
    assertThat(browser.closed()).isEqualTo(4004);
  }

  @Test
  void theHostIsToldThatABrowserLeft() {
    WsClient host = server.firstEditionHost();
    WsClient browser = server.firstEditionViewer(host.code());
    String connected = host.text();
    browser.cut();
    String left = host.text();
    assertThat(left).startsWith("{\"type\":\"browser_disconnected\",\"browser_id\":\"");
    assertThat(WsClient.field(left, "browser_id"))
        .isEqualTo(WsClient.field(connected, "browser_id"));
    assertThat(WsClient.field(left, "viewer_count")).isEqualTo("0");
  }

  @Test
  void aBinaryFirstMessageIsNoJson() {
    assertRefused(
        WsClient.frame(WsClient.BINARY, true, new byte[] {1, 'a', 'x'}),
        "First message must be JSON");
  }

  @Test
  void aFirstMessageThatDoesNotParseIsInvalid() {
    for (String garbage :
        new String[] {
          "",
          "nonsense",
          "{",
          "[]",
          "{\"type\":\"register\"}",
          "{\"type\":\"auth\"}",
          "{\"type\":7}",
          "{}",
          "{\"type\":\"register\",\"client_id\":\"a\"} x",
          "{\"type\":\"register\",\"type\":\"auth\",\"client_id\":\"a\"}",
          "{\"a\":".repeat(5000)
        }) {
      assertRefused(text(garbage), "Invalid JSON");
    }
  }

  @Test
  void aFirstMessageOfAnotherTypeIsRefused() {
    for (String other :
        new String[] {
          "{\"type\":\"create_session\"}",
          "{\"type\":\"hello\",\"x\":[1,{\"y\":2}]}",
          "{\"type\":\"session_list\",\"sessions\":[]}"
        }) {
      assertRefused(text(other), "First message must be Register or Auth");
    }
  }

  private static byte[] text(String text) {
    return WsClient.frame(WsClient.TEXT, true, text.getBytes(StandardCharsets.UTF_8));
  }

  private void assertRefused(byte[] first, String message) {
    try (WsClient client = server.connect()) {
      client.sendRaw(first);
      assertThat(client.text()).isEqualTo("{\"type\":\"error\",\"message\":\"" + message + "\"}");
      assertThat(client.closed()).isEqualTo(4000);
    }
  }

  @Test
  void aWrongCodeIsRefusedInTheSameWordsWhateverIsWrongWithIt() {
    for (String wrong : new String[] {"ABC234", "AB", "OIL011", "", "ÄÄÄÄÄÄ", "A".repeat(300)}) {
      try (WsClient client = server.connect()) {
        client.sendText("{\"type\":\"auth\",\"session_code\":\"" + wrong + "\"}");
        assertThat(client.text())
            .isEqualTo("{\"type\":\"auth_failed\",\"reason\":\"Invalid session code\"}");
        assertThat(client.closed()).isEqualTo(4003);
      }
    }
  }
}
