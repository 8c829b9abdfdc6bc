package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.session.SessionId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens when nothing happens, on a clock that the test moves. */
class TimesTest {

  private final RelayServer server = RelayServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whoSaysNothingAtFirstIsClosed() {
    WsClient silent = server.connect();
    await().untilAsserted(() -> assertThat(server.relay().metrics().connections()).isEqualTo(1));
    WsClient pinging = server.connect();
    pinging.settle();
    server.pass(9_999);
    server.pass(1);
    assertThat(silent.closed()).isEqualTo(4001);
    assertThat(pinging.closed()).as("a ping is no message").isEqualTo(4001);
  }

  @Test
  void everybodyIsPingedAndWhoDoesNotAnswerIsGivenUp() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    host.text();
    for (int i = 0; i < 4; i++) {
      server.pass(25_000);
      WsClient.Frame ping = viewer.anyFrame();
      assertThat(ping.opcode()).isEqualTo(WsClient.PING);
      long before = server.relay().metrics().framesFromHosts();
      assertThat(host.anyFrame().opcode()).isEqualTo(WsClient.PING);
      host.sendOutput("t", "alive");
      assertThat(viewer.outputText("t")).isEqualTo("alive");
      assertThat(server.relay().metrics().framesFromHosts()).isEqualTo(before + 1);
      viewer.sendRaw(WsClient.frame(WsClient.PONG, true, ping.payload()));
      viewer.sendRaw(WsClient.frame(WsClient.PING, true, new byte[] {1}));
      assertThat(viewer.anyFrame().opcode()).isEqualTo(WsClient.PONG);
    }
    server.pass(1_000);
    server.pass(30_000);
    assertThat(host.anyFrame().opcode()).isEqualTo(WsClient.PING);
    host.sendOutput("t", "still alive");
    while (viewer.anyFrame().opcode() != WsClient.BINARY) {
      // A ping, which this viewer leaves without an answer.
    }
    server.pass(30_000);
    assertThat(viewer.frame().closeStatus()).isEqualTo(4101);
    assertThat(host.frame().text()).contains("browser_disconnected");
    assertThat(server.relay().metrics().silentClosed()).isEqualTo(1);
  }

  @Test
  void aSocketThatNeverAnswersOurCloseFrameIsEnded() {
    WsClient silent = server.connect();
    silent.settle();
    server.pass(10_000);
    assertThat(silent.frame().closeStatus()).isEqualTo(4001);
    server.pass(4_999);
    assertThat(server.relay().metrics().connections()).isEqualTo(1);
    server.pass(1);
    assertThat(silent.ends()).isTrue();
    await().untilAsserted(() -> assertThat(server.relay().metrics().connections()).isZero());
  }

  @Test
  void leasesAreRenewedWhileHostAndViewerAreConnected() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    host.text();
    for (int i = 0; i < 60; i++) {
      passAlive(host, viewer);
    }
    for (WsClient each : new WsClient[] {host, viewer}) {
      assertThat(server.kernel().find(SessionId.parse(each.sessionId())))
          .as("a session four idle timeouts old")
          .hasValueSatisfying(
              session -> {
                assertThat(session.state().isLive()).isTrue();
                assertThat(session.lastSeenAt()).isGreaterThan(server.millis() - 101_000);
              });
    }
  }

  /** Lets twenty seconds go by for connections that live. */
  private void passAlive(WsClient... all) {
    server.pass(20_000);
    for (WsClient each : all) {
      each.sendRaw(WsClient.frame(WsClient.PING, true, new byte[] {1}));
      assertThat(each.frame().opcode()).isEqualTo(WsClient.PONG);
    }
  }

  @Test
  void aCodeThatNobodyUsedLapsesAfterTenMinutesAndItsHostMayHaveAnother() {
    WsClient lonely = server.host();
    WsClient visited = server.host();
    WsClient first = server.viewer(visited.code());
    visited.text();
    for (int i = 0; i < 29; i++) {
      passAlive(lonely, visited, first);
    }
    SessionId session = SessionId.parse(lonely.sessionId());
    server.pass(19_999);
    assertThat(server.kernel().codeOf(session)).isPresent();
    server.pass(1);
    assertThat(server.kernel().codeOf(session)).isEmpty();

    WsClient late = server.connect();
    late.sendText("{\"type\":\"auth\",\"session_code\":\"" + lonely.code() + "\"}");
    assertThat(late.text()).contains("auth_failed");
    assertThat(server.viewer(visited.code()).sessionId()).isNotEqualTo(first.sessionId());

    WsClient again = server.resumeHost(lonely);
    again.registered();
    assertThat(again.sessionId()).isEqualTo(lonely.sessionId());
    assertThat(again.code()).isNotEqualTo(lonely.code());
    assertThat(server.viewer(again.code()).sessionId()).isNotEmpty();
  }
}
