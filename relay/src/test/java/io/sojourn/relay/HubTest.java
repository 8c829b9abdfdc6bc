package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hosts and viewers that come, go and come back. */
class HubTest {

  private RelayServer server = RelayServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private void restartWith(RelayLimits limits) {
    server.close();
    server = new RelayServer(limits);
  }

  private static void expectReplay(WsClient viewer, String terminal, String output) {
    assertThat(viewer.text()).startsWith("{\"type\":\"session_list\"").contains(terminal);
    assertThat(viewer.text())
        .isEqualTo("{\"type\":\"replay_begin\",\"session_id\":\"" + terminal + "\"}");
    assertThat(viewer.outputText(terminal)).isEqualTo(output);
    assertThat(viewer.text())
        .isEqualTo("{\"type\":\"replay_end\",\"session_id\":\"" + terminal + "\"}");
  }

  @Test
  void aBlipOfTheHostKeepsCodeViewersAndScrollback() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    String connected = host.text();
    host.sendOutput("t", "before ");
    assertThat(viewer.outputText("t")).isEqualTo("before ");

    host.cut();
    assertThat(viewer.text()).isEqualTo("{\"type\":\"host_away\",\"grace_seconds\":300}");
    viewer.sendOutput("t", "lost");
    assertThat(viewer.text()).isEqualTo("{\"type\":\"error\",\"message\":\"Host is away\"}");

    WsClient again = server.resumeHost(host);
    String registered = again.text();
    assertThat(WsClient.field(registered, "code")).isEqualTo(host.code());
    assertThat(WsClient.field(registered, "session_id")).isEqualTo(host.sessionId());
    assertThat(WsClient.field(registered, "resume_token")).isEqualTo(host.resumeToken());
    assertThat(WsClient.field(registered, "resumed")).isEqualTo("true");
    assertThat(WsClient.field(registered, "recovered")).isEqualTo("true");
    assertThat(again.text()).isEqualTo(connected);
    assertThat(viewer.text()).isEqualTo("{\"type\":\"host_back\"}");
    again.sendOutput("t", "after");
    assertThat(viewer.outputText("t")).isEqualTo("after");
    viewer.sendOutput("t", "typed");
    assertThat(again.outputText("t")).isEqualTo("typed");

    WsClient late = server.viewer(host.code());
    expectReplay(late, "t", "before after");
    assertThat(server.relay().metrics().hostsResumed()).isEqualTo(1);
  }

  @Test
  void theNewestConnectionOfAHostWins() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    host.text();
    WsClient newer = server.resumeHost(host);
    newer.registered();
    assertThat(newer.text()).contains("browser_connected");
    assertThat(host.closed()).isEqualTo(4005);
    newer.sendOutput("t", "mine");
    assertThat(viewer.outputText("t")).as("the viewer noticed nothing").isEqualTo("mine");
  }

  @Test
  void afterARestartOfTheServerEverybodyComesBackWithTheirTokens() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    server.restart();

    WsClient back = server.resumeViewer(viewer);
    String admitted = back.text();
    assertThat(WsClient.field(admitted, "type")).isEqualTo("auth_success");
    assertThat(WsClient.field(admitted, "viewer_id")).isEqualTo(viewer.sessionId());
    assertThat(WsClient.field(admitted, "host_name")).isEqualTo("mine");
    assertThat(WsClient.field(admitted, "host_online")).isEqualTo("false");
    assertThat(WsClient.field(admitted, "recovered")).isEqualTo("false");
    assertThat(back.text()).isEqualTo("{\"type\":\"host_away\",\"grace_seconds\":300}");

    WsClient hostBack = server.resumeHost(host);
    String registered = hostBack.text();
    assertThat(WsClient.field(registered, "code")).isEqualTo(host.code());
    assertThat(WsClient.field(registered, "resumed")).isEqualTo("true");
    assertThat(WsClient.field(registered, "recovered")).isEqualTo("false");
    assertThat(hostBack.text()).contains("browser_connected").contains(viewer.sessionId());
    assertThat(back.text()).isEqualTo("{\"type\":\"host_back\"}");
    hostBack.sendOutput("t", "drawn again");
    assertThat(back.outputText("t")).isEqualTo("drawn again");
  }

  @Test
  void aViewerComesBackAsTheSameViewerAndItsOlderConnectionGoes() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    String connected = host.text();
    host.sendOutput("t", "shown");
    assertThat(viewer.outputText("t")).isEqualTo("shown");
    WsClient again = server.resumeViewer(viewer);
    String admitted = again.text();
    assertThat(WsClient.field(admitted, "viewer_id")).isEqualTo(viewer.sessionId());
    assertThat(WsClient.field(admitted, "recovered")).isEqualTo("true");
    expectReplay(again, "t", "shown");
    assertThat(viewer.closed()).isEqualTo(4005);
    assertThat(host.text()).contains("browser_disconnected").contains("\"viewer_count\":0");
    assertThat(host.text()).isEqualTo(connected);
  }

  @Test
  void aTokenOfNobodyIsRefused() {
    WsClient host = server.host();
    String token = host.resumeToken();
    String forged = token.substring(0, token.length() - 2) + (token.endsWith("AA") ? "BB" : "AA");
    for (String wrong : new String[] {forged, token, "st_", "nonsense"}) {
      WsClient viewer = server.connect();
      viewer.sendText("{\"type\":\"auth\",\"protocol\":1,\"resume_token\":\"" + wrong + "\"}");
      assertThat(viewer.text())
          .as("%s opens no viewer's session", wrong)
          .isEqualTo("{\"type\":\"auth_failed\",\"reason\":\"Session disconnected\"}");
      assertThat(viewer.closed()).isEqualTo(4003);
    }
    WsClient thief = server.connect();
    thief.sendText(
        "{\"type\":\"register\",\"client_id\":\"x\",\"protocol\":1,\"resume_token\":\""
            + forged
            + "\"}");
    String registered = thief.text();
    assertThat(WsClient.field(registered, "resumed")).isEqualTo("false");
    assertThat(WsClient.field(registered, "session_id")).isNotEqualTo(host.sessionId());
  }

  @Test
  void aReadOnlyHostGetsNoInput() {
    WsClient host = server.connect();
    host.sendText("{\"type\":\"register\",\"client_id\":\"a\",\"protocol\":1,\"read_only\":true}");
    host.registered();
    WsClient viewer = server.connect();
    viewer.sendText("{\"type\":\"auth\",\"session_code\":\"" + host.code() + "\"}");
    assertThat(WsClient.field(viewer.text(), "read_only")).isEqualTo("true");
    String refused = "{\"type\":\"error\",\"message\":\"Session is read-only\"}";
    viewer.sendOutput("t", "typed");
    assertThat(viewer.text()).isEqualTo(refused);
    viewer.sendText("{\"type\":\"close_session\",\"session_id\":\"t\"}");
    assertThat(viewer.text()).isEqualTo(refused);
    viewer.sendText("{\"type\":\"create_session\"}");
    assertThat(viewer.text()).isEqualTo(refused);
    viewer.cut();
    assertThat(host.text()).contains("browser_connected");
    assertThat(host.text()).as("nothing came in between").contains("browser_disconnected");
  }

  @Test
  void controlNeverLooksLikeInputNorInputLikeControl() {
    String json = "{\"type\":\"close_session\"}";
    WsClient current = server.host();
    WsClient viewer = server.viewer(current.code());
    current.text();
    viewer.sendText("{\"type\":\"close_session\",\"session_id\":\"t\"}");
    assertThat(current.text()).isEqualTo("{\"type\":\"close_session\",\"session_id\":\"t\"}");
    viewer.sendOutput("t", json);
    assertThat(current.outputText("t")).isEqualTo(json);

    WsClient older = server.firstEditionHost();
    WsClient typist = server.firstEditionViewer(older.code());
    older.text();
    for (String typed : new String[] {json, " " + json + "\n", "{\"a\":{}}", "{}"}) {
      typist.sendOutput("t", typed);
      String first = older.outputText("t");
      String rest = older.outputText("t");
      assertThat(first + rest).isEqualTo(typed);
      assertThat(isJson(first) || isJson(rest)).as("%s and %s", first, rest).isFalse();
    }
    for (String harmless : new String[] {json + "}", "{" + json, "x" + json, "{", "}", ""}) {
      typist.sendOutput("t", harmless);
      assertThat(older.outputText("t")).isEqualTo(harmless);
    }
  }

  private static boolean isJson(String text) {
    String asField = "{\"type\":\"x\",\"y\":" + text + "}";
    ControlReader reader = new ControlReader(10_000, 10_000, 10);
    return reader.read(Unpooled.copiedBuffer(asField, StandardCharsets.UTF_8))
        instanceof ControlMessage.Unknown;
  }

  @Test
  void sizesAreReplayedInTheirPlaceAndClosedTerminalsNotAtAll() {
    WsClient host = server.host();
    host.sendText("{\"type\":\"session_connected\",\"session_id\":\"t\",\"name\":\"zsh\"}");
    host.sendOutput("gone", "secret");
    host.sendText("{\"type\":\"session_disconnected\",\"session_id\":\"gone\"}");
    host.sendText("{\"type\":\"session_resize\",\"session_id\":\"t\",\"cols\":80,\"rows\":24}");
    host.sendOutput("t", "narrow");
    host.sendText("{\"type\":\"session_resize\",\"session_id\":\"t\",\"cols\":132,\"rows\":43}");
    host.sendOutput("t", "wide");
    host.settle();

    WsClient viewer = server.viewer(host.code());
    assertThat(viewer.text())
        .isEqualTo("{\"type\":\"session_list\",\"sessions\":[{\"id\":\"t\",\"name\":\"zsh\"}]}");
    assertThat(viewer.text()).contains("replay_begin");
    assertThat(viewer.text())
        .isEqualTo("{\"type\":\"session_resize\",\"session_id\":\"t\",\"cols\":80,\"rows\":24}");
    assertThat(viewer.outputText("t")).isEqualTo("narrow");
    assertThat(viewer.text()).contains("\"cols\":132,\"rows\":43");
    assertThat(viewer.outputText("t")).isEqualTo("wide");
    assertThat(viewer.text()).contains("replay_end");
  }

  @Test
  void messagesSentRightBehindTheFirstAreNotLost() {
    WsClient host = server.connect();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(
        WsClient.frame(
            WsClient.TEXT,
            true,
            "{\"type\":\"register\",\"client_id\":\"a\",\"protocol\":1}"
                .getBytes(StandardCharsets.UTF_8)));
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      String line = "line " + i + "\n";
      expected.append(line);
      all.writeBytes(
          WsClient.frame(
              WsClient.BINARY,
              true,
              WsClient.terminalFrame("t", line.getBytes(StandardCharsets.UTF_8))));
    }
    host.sendRaw(all.toByteArray());
    host.registered();
    host.settle();
    expectReplay(server.viewer(host.code()), "t", expected.toString());
  }

  @Test
  void thereAreOnlySoManyViewersOfOneHost() {
    RelayLimits.Hubs d = RelayLimits.Hubs.DEFAULT;
    restartWith(
        RelayServer.quick()
            .with(
                new RelayLimits.Hubs(
                    1,
                    10,
                    2,
                    1,
                    d.scrollbackBytes(),
                    d.scrollbackBytesPerHost(),
                    d.scrollbackBytesTotal(),
                    d.resizes())));
    WsClient host = server.host();
    WsClient first = server.viewer(host.code());
    server.viewer(host.code());
    WsClient third = server.connect();
    third.sendText("{\"type\":\"auth\",\"session_code\":\"" + host.code() + "\"}");
    assertThat(third.text())
        .isEqualTo("{\"type\":\"auth_failed\",\"reason\":\"Too many viewers\"}");
    assertThat(third.closed()).isEqualTo(4006);
    first.cut();
    await().untilAsserted(() -> assertThat(server.relay().metrics().viewers()).isEqualTo(1));
    server.viewer(host.code());

    WsClient second = server.connect();
    second.sendText("{\"type\":\"register\",\"client_id\":\"b\"}");
    assertThat(second.text()).isEqualTo("{\"type\":\"error\",\"message\":\"Too many hosts\"}");
    assertThat(second.closed()).isEqualTo(4006);
  }

  @Test
  void aCodeThatSomebodyElseGotFirstIsDrawnAgain() {
    server.kernel().takeCodes(6);
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    host.text();
    viewer.sendOutput("t", "hello");
    assertThat(host.outputText("t")).isEqualTo("hello");
    assertThat(host.code()).as("after four draws codes grow").hasSize(7);
  }
}
