package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames that are wrong, by intent or by chance. */
class BadFramesTest {

  private final RelayServer server = RelayServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aRequestThatIsNoUpgradeIsAnsweredInHttp() {
    String newer = WsClient.UPGRADE.replace("Version: 13", "Version: 99");
    assertThat(WsClient.answerTo(server.port(), newer)).startsWith("HTTP/1.1 426");
    String keyless = WsClient.UPGRADE.replaceAll("Sec-WebSocket-Key: .*\n", "");
    assertThat(WsClient.answerTo(server.port(), keyless)).startsWith("HTTP/1.1 400");
    assertThat(server.relay().metrics().connections()).isZero();
  }

  @Test
  void terminalFramesThatAreNoneAreNamed() {
    byte[][] frames = {{}, {0, 1, 2}, {9, 'a', 'b'}, {2, (byte) 0xc3, 0x28, 'x'}};
    String[] names = {
      "empty terminal frame",
      "terminal frame without a terminal id",
      "truncated terminal frame",
      "terminal id is not UTF-8"
    };
    for (int i = 0; i < frames.length; i++) {
      WsClient host = server.host();
      WsClient viewer = server.viewer(host.code());
      host.text();
      String error = "{\"type\":\"error\",\"message\":\"" + names[i] + "\"}";
      viewer.sendBinary(frames[i]);
      assertThat(viewer.text()).isEqualTo(error);
      assertThat(viewer.closed()).isEqualTo(4000);
      assertThat(host.text()).contains("browser_disconnected");
      host.sendBinary(frames[i]);
      assertThat(host.text()).isEqualTo(error);
      assertThat(host.closed()).isEqualTo(4000);
    }
  }

  @Test
  void messagesOverTheirBoundAreRefusedAsSuch() {
    WsClient host = server.host();
    byte[] headOfOneByteTooMuch = {(byte) 0x82, (byte) 0xff, 0, 0, 0, 0, 0, 0x10, 0, 1, 9, 9, 9, 9};
    host.sendRaw(headOfOneByteTooMuch);
    assertThat(host.frame().closeStatus()).as("before the body is there").isEqualTo(1009);
    WsClient talker = server.connect();
    talker.sendText(" ".repeat((1 << 16) + 1));
    assertThat(talker.closed()).isEqualTo(1009);
    WsClient named = server.connect();
    named.sendText(
        "{\"type\":\"register\",\"client_id\":\"a\",\"name\":\"" + "n".repeat(257) + "\"}");
    assertThat(named.text()).contains("Field name is too long");
    assertThat(named.closed()).isEqualTo(4000);
  }

  @Test
  void textThatIsNotUtf8IsRefusedAsSuch() {
    WsClient client = server.connect();
    client.sendRaw(WsClient.frame(WsClient.TEXT, true, new byte[] {'{', (byte) 0xff, '}'}));
    assertThat(client.closed()).isEqualTo(1007);
  }

  @Test
  void halfASurrogatePairIsNoNameForAnything() {
    String invalid = "{\"type\":\"error\",\"message\":\"Invalid JSON\"}";
    WsClient stranger = server.connect();
    stranger.sendText("{\"type\":\"register\",\"client_id\":\"a\",\"name\":\"x\\ud800\"}");
    assertThat(stranger.text()).isEqualTo(invalid);
    assertThat(stranger.closed()).as("not to be tried again").isEqualTo(4000);
    WsClient host = server.host();
    host.sendText("{\"type\":\"session_connected\",\"session_id\":\"t\",\"name\":\"\\udc00\"}");
    assertThat(host.text()).isEqualTo(invalid);
    host.sendText("{\"type\":\"session_list\",\"sessions\":[{\"id\":\"\\ud800\",\"name\":\"n\"}]}");
    assertThat(host.text()).isEqualTo(invalid);
  }

  @Test
  void fragmentsArePutTogetherAndBoundedTogether() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    host.text();
    byte[] whole =
        WsClient.terminalFrame("term", "in three parts".getBytes(StandardCharsets.UTF_8));
    host.sendRaw(WsClient.frame(WsClient.BINARY, false, slice(whole, 0, 3)));
    host.sendRaw(WsClient.frame(WsClient.PING, true, new byte[] {1}));
    host.sendRaw(WsClient.frame(0, false, slice(whole, 3, 9)));
    host.sendRaw(WsClient.frame(0, true, slice(whole, 9, whole.length)));
    assertThat(viewer.outputText("term")).isEqualTo("in three parts");
    assertThat(host.frame().opcode()).isEqualTo(WsClient.PONG);

    byte[] part = new byte[300_000];
    viewer.sendRaw(WsClient.frame(WsClient.BINARY, false, part));
    for (int i = 0; i < 3; i++) {
      viewer.sendRaw(WsClient.frame(0, false, part));
    }
    assertThat(viewer.closedSometime()).isEqualTo(1009);
  }

  private static byte[] slice(byte[] from, int start, int end) {
    return Arrays.copyOfRange(from, start, end);
  }

  @Test
  void framesThatBreakTheWebSocketProtocolAreRefusedByItsOwnCode() {
    byte[] unmasked = {(byte) 0x82, 1, 'x'};
    byte[] reserved = {(byte) 0xf2, (byte) 0x80, 0, 0, 0, 0};
    byte[] strayContinuation = WsClient.frame(0, true, new byte[] {1});
    for (byte[] wrong : new byte[][] {unmasked, reserved, strayContinuation}) {
      WsClient client = server.connect();
      client.sendRaw(wrong);
      assertThat(client.frame().closeStatus()).isEqualTo(1002);
      assertThat(client.ends()).isTrue();
    }
    await().untilAsserted(() -> assertThat(server.relay().metrics().connections()).isZero());
  }

  @Test
  void aRegisteredPeerIsToldOfWrongTextAndStays() {
    WsClient host = server.host();
    host.sendText("nonsense");
    assertThat(host.text()).isEqualTo("{\"type\":\"error\",\"message\":\"Invalid JSON\"}");
    host.sendText("{\"type\":\"of_the_future\"}");
    assertThat(host.text()).isEqualTo("{\"type\":\"error\",\"message\":\"Unknown message type\"}");
    WsClient older = server.firstEditionViewer(host.code());
    older.sendText("{\"type\":\"of_the_future\"}");
    assertThat(host.text()).contains("browser_connected");
    older.sendOutput("t", "works");
    assertThat(host.outputText("t")).isEqualTo("works");
  }

  @Test
  void noFramesWhateverTheyAreDisturbOtherSessions() {
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    host.text();
    Seeds.run(
        60,
        seed -> {
          Random random = new Random(seed);
          try (WsClient fuzzer = server.connect()) {
            if (random.nextBoolean()) {
              fuzzer.sendText("{\"type\":\"register\",\"client_id\":\"f\",\"protocol\":1}");
            } else {
              fuzzer.sendText(
                  "{\"type\":\"auth\",\"protocol\":1,\"session_code\":\"" + host.code() + "\"}");
            }
            for (int i = 0; i < 20; i++) {
              fuzzer.sendRaw(fuzz(random));
            }
          } catch (UncheckedIOException closed) {
            // It was cut off, as it may be.
          }
          host.sendOutput("u", String.valueOf(seed));
          assertThat(nextOutput(viewer)).isEqualTo(String.valueOf(seed));
        });
    await().untilAsserted(() -> assertThat(server.relay().metrics().viewers()).isEqualTo(1));
  }

  private static String nextOutput(WsClient viewer) {
    WsClient.Frame frame = viewer.frame();
    while (frame.opcode() != WsClient.BINARY) {
      frame = viewer.frame();
    }
    return frame.text().substring(2);
  }

  private static byte[] fuzz(Random random) {
    byte[] payload = new byte[random.nextInt(random.nextInt(40) == 0 ? 70_000 : 200)];
    random.nextBytes(payload);
    String[] types = {
      "session_list",
      "session_connected",
      "session_disconnected",
      "session_resize",
      "close_session",
      "create_session",
      "auth",
      "register",
      "error",
      ""
    };
    String text =
        "{\"type\":\""
            + types[random.nextInt(types.length)]
            + "\",\"session_id\":\""
            + "i".repeat(random.nextInt(300))
            + "\",\"name\":\"n\",\"cols\":"
            + random.nextInt(70_000)
            + ",\"rows\":"
            + random.nextInt(3)
            + ",\"sessions\":["
            + (random.nextBoolean() ? "{\"id\":\"x\"}" : "1")
            + "]}";
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(8)) {
      case 0 -> WsClient.frame(WsClient.TEXT, true, json);
      case 1 -> WsClient.frame(WsClient.TEXT, true, slice(json, 0, random.nextInt(json.length)));
      case 2 -> WsClient.frame(WsClient.BINARY, random.nextBoolean(), payload);
      case 3 -> WsClient.frame(0, random.nextBoolean(), payload);
      case 4 -> WsClient.frame(WsClient.PING, true, slice(payload, 0, payload.length & 0x7f));
      case 5 -> WsClient.frame(WsClient.BINARY, true, WsClient.terminalFrame("zz", payload));
      case 6 -> withRawHead(random, payload);
      default -> WsClient.frame(WsClient.BINARY, true, WsClient.terminalFrame("", payload));
    };
  }

  /** A frame whose two head bytes are anything. */
  private static byte[] withRawHead(Random random, byte[] payload) {
    if (random.nextInt(10) != 0) {
      return WsClient.frame(WsClient.PONG, true, new byte[0]);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(random.nextInt(256));
    out.write(random.nextInt(256));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  @Test
  void whoSendsWhatIsRefusedAndReadsNoAnswersIsAnsweredNoMore() {
    WsClient host = server.connect();
    host.sendText(
        "{\"type\":\"register\",\"client_id\":\"laptop\",\"protocol\":1,\"read_only\":true}");
    host.registered();
    WsClient viewer = server.viewer(host.code());
    assertThat(host.text()).contains("browser_connected");
    int sent = 200_000;
    byte[] nonsense = WsClient.frame(WsClient.TEXT, true, new byte[0]);
    ByteBuffer all = ByteBuffer.allocate(sent * nonsense.length);
    while (all.hasRemaining()) {
      all.put(nonsense);
    }
    viewer.sendRaw(all.array());
    viewer.sendClose(1000);
    await().atMost(Duration.ofMinutes(1)).until(() -> server.relay().metrics().viewers() == 0);
    host.sendRaw(all.array());
    host.sendText("{\"type\":\"unregister\"}");
    await().atMost(Duration.ofMinutes(1)).until(() -> server.relay().metrics().hosts() == 0);
    for (WsClient each : List.of(viewer, host)) {
      int answers = 0;
      for (WsClient.Frame frame = each.frame();
          frame.opcode() != WsClient.CLOSE;
          frame = each.frame()) {
        answers += frame.text().contains("Invalid JSON") ? 1 : 0;
      }
      assertThat(answers).isBetween(1, sent / 2);
    }
  }
}
