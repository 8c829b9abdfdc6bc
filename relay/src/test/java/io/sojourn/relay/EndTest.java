package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How sessions end. */
class EndTest {

  private static final String DISCONNECTED =
      "{\"type\":\"error\",\"message\":\"Session disconnected\"}";

  private final RelayServer server = RelayServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aHostThatLeavesForGoodEndsTheSession() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    host.sendText("{\"type\":\"unregister\"}");
    assertThat(viewer.text()).isEqualTo(DISCONNECTED);
    assertThat(viewer.closed()).isEqualTo(4004);
    assertThat(host.text()).contains("browser_connected");
    assertThat(host.closed()).isEqualTo(1000);
    server.awaitState(host, SessionState.INVALIDATED);
    server.awaitState(viewer, SessionState.INVALIDATED);
    await().untilAsserted(() -> assertThat(server.relay().metrics().hubs()).isZero());
  }

  @Test
  void aHostThatClosesInGoodOrderHasAShorterGrace() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    host.text();
    host.sendClose(1000);
    assertThat(host.closedSometime()).isEqualTo(1000);
    assertThat(viewer.text()).isEqualTo("{\"type\":\"host_away\",\"grace_seconds\":10}");
    server.pass(9_000);
    WsClient again = server.resumeHost(host);
    again.registered();
    assertThat(viewer.text()).isEqualTo("{\"type\":\"host_back\"}");
    server.pass(5_000);
    again.sendOutput("t", "still here");
    assertThat(viewer.outputText("t")).isEqualTo("still here");

    again.sendClose(1000);
    assertThat(viewer.text()).contains("host_away");
    server.pass(10_000);
    assertThat(viewer.text()).isEqualTo(DISCONNECTED);
    assertThat(viewer.closed()).isEqualTo(4004);
  }

  @Test
  void whenTheGraceIsOverTheSessionEnds() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    host.text();
    host.cut();
    assertThat(viewer.text()).contains("host_away");
    for (int seconds = 0; seconds < 290; seconds += 10) {
      server.pass(10_000);
      viewer.sendRaw(WsClient.frame(WsClient.PING, true, new byte[0]));
      assertThat(viewer.frame().opcode()).isEqualTo(WsClient.PONG);
    }
    server.awaitState(host, SessionState.ACTIVE);
    // The kernel may have heard of the host's leaving only after the clock's first step.
    server.pass(21_000);
    assertThat(viewer.text()).isEqualTo(DISCONNECTED);
    assertThat(viewer.closed()).isEqualTo(4004);
    server.awaitState(host, SessionState.EXPIRED);
    assertThat(WsClient.field(server.resumeHost(host).text(), "resumed")).isEqualTo("false");
  }

  @Test
  void aSessionThatIsEndedElsewhereEndsHere() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    host.text();
    WsClient other = server.viewer(host.code());
    host.text();
    invalidate(other.sessionId());
    assertThat(other.text()).isEqualTo(DISCONNECTED);
    assertThat(other.closed()).isEqualTo(4004);
    assertThat(host.text()).contains("browser_disconnected").contains("\"viewer_count\":1");

    invalidate(host.sessionId());
    assertThat(viewer.text()).isEqualTo(DISCONNECTED);
    assertThat(viewer.closed()).isEqualTo(4004);
    assertThat(host.text()).isEqualTo(DISCONNECTED);
    assertThat(host.closed()).isEqualTo(4004);
  }

  private void invalidate(String session) {
    server
        .kernel()
        .change(SessionId.parse(session), StateChange.INVALIDATE, Sessions.ANY_VERSION)
        .toCompletableFuture()
        .join();
  }

  @Test
  void whenTheServerGoesDownEverybodyIsToldToComeBack() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    host.text();
    WsClient newcomer = server.connect();
    newcomer.settle();
    server.relay().shutdown().join();
    for (WsClient each : new WsClient[] {host, viewer, newcomer}) {
      assertThat(each.closedSometime()).isEqualTo(1012);
    }
    assertThat(server.connect().closedSometime()).isEqualTo(1012);
    server.awaitState(host, SessionState.ACTIVE);
    server.awaitState(viewer, SessionState.ACTIVE);
  }
}
