package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.server.ServerStartException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole server on a real data folder: start, stop, start again, and what stands in the way. */
class SojournServerTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
  }

  private SojournServer start() {
    return SojournServer.start(ServerConfig.in(folder).withAddress("127.0.0.1", 0));
  }

  private JsonNode call(SojournServer server, String method, String path, String body)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + Files.readString(server.adminKeyFile()).strip())
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return response.body().isEmpty() ? MAPPER.nullNode() : MAPPER.readTree(response.body());
  }

  @Test
  void theMetricsTellWhatTheEngineAndItsLogAreDoing() throws Exception {
    try (SojournServer server = start()) {
      call(server, "POST", "/v1/sessions", "{\"user_id\":\"ada\"}");
      assertThat(metrics(server).lines())
          .contains("sojourn_ready 1.0", "sojourn_queue_commands 0.0")
          .contains("sojourn_leading 1.0", "sojourn_term 1.0")
          .contains("sojourn_commands_total{outcome=\"done\"} 1.0")
          .contains("sojourn_commands_total{outcome=\"executed\"} 0.0")
          .contains("sojourn_refused_total{code=\"false_retry\"} 0.0")
          .contains("sojourn_pushes_total{event=\"sent\"} 0.0", "sojourn_queries_total 0.0")
          .contains("sojourn_log_first_index 1.0")
          // A caller is answered while the entry is applied, just before it is counted.
          .containsAnyOf("sojourn_log_entries_total 1.0", "sojourn_log_entries_total 2.0")
          .contains("sojourn_log_snapshot_index 0.0", "sojourn_log_snapshot_failed 0.0")
          .anyMatch(line -> line.matches("sojourn_log_bytes_since_snapshot [1-9][0-9.]*"));
    }
  }

  private String metrics(SojournServer server) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/metrics");
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  @Test
  void whatItAcknowledgedIsThereAfterARestart() throws Exception {
    JsonNode created;
    try (SojournServer server = start()) {
      created = call(server, "POST", "/v1/sessions", "{\"user_id\":\"ada\",\"activate\":true}");
      String path = "/v1/sessions/" + created.path("id").asString();
      assertThat(call(server, "PUT", path + "/attributes/a", "{\"n\":1}").path("n").asInt())
          .isEqualTo(1);
      assertThat(call(server, "GET", "/health/ready", "").path("status").asString())
          .isEqualTo("ready");
    }
    try (SojournServer server = start()) {
      JsonNode found = call(server, "GET", "/v1/sessions/" + created.path("id").asString(), "");
      assertThat(found.path("state").asString()).isEqualTo("Active");
      assertThat(found.path("attributes").path("a").path("n").asInt()).isEqualTo(1);
      assertThat(found.path("version").asInt()).isEqualTo(2);
    }
  }

  @Test
  void noTokenIsOnTheDisk() throws Exception {
    String secret;
    try (SojournServer server = start()) {
      JsonNode created = call(server, "POST", "/v1/sessions", "{\"user_id\":\"ada\"}");
      secret = created.path("token").asString().substring(36);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content).as(file.toString()).doesNotContain(secret);
      }
    }
  }

  @Test
  void saysThatTheFolderIsInUseAndThatThePortIsTaken() throws Exception {
    try (SojournServer server = start();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(this::start)
          .isInstanceOfSatisfying(
              ServerStartException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.FOLDER_LOCKED))
          .hasMessageContaining("in use")
          .hasMessageNotContaining("\n");
      assertThat(server.address().getPort()).isPositive();
      Path other = folder.resolve("other");
      ServerConfig config = ServerConfig.in(other).withAddress("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> SojournServer.start(config))
          .isInstanceOfSatisfying(
              ServerStartException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.CANNOT_LISTEN))
          .hasMessageContaining(":" + taken.getLocalPort());
      SojournServer.start(config.withAddress("127.0.0.1", 0)).close();
    }
  }

  @Test
  void saysThatTheFolderCannotBeUsed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    assertThatThrownBy(() -> SojournServer.start(ServerConfig.in(file)))
        .isInstanceOfSatisfying(
            ServerStartException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.FOLDER_UNUSABLE))
        .hasMessage(
            "cannot use the data folder " + file + ": there is something else of that name");
    Path below = file.resolve("data");
    assertThatThrownBy(() -> SojournServer.start(ServerConfig.in(below)))
        .hasMessageStartingWith("cannot use the data folder " + below + ": ")
        .hasMessageNotContaining("java.");
  }

  @Test
  void saysThatTheHostIsUnknown() {
    ServerConfig config = ServerConfig.in(folder).withAddress("no-such-host.invalid", 0);
    assertThatThrownBy(() -> SojournServer.start(config))
        .isInstanceOf(ServerStartException.class)
        .hasMessage("cannot listen on no-such-host.invalid:0: the host is unknown");
  }

  @Test
  void closingTwiceIsClosingOnce() {
    SojournServer server = start();
    server.close();
    server.close();
    assertThat(server.adminKeyFile()).exists();
  }

  @Test
  void aHostRegistersThroughTheRelayAndIsSeenAsASession() throws Exception {
    Socket host;
    try (SojournServer server = start()) {
      host = connect(server, null);
      host.send("{\"type\":\"register\",\"client_id\":\"c1\",\"protocol\":1,\"name\":\"shell\"}");
      JsonNode registered = MAPPER.readTree(host.text());
      assertThat(registered.path("type").asString()).isEqualTo("registered");
      assertThat(registered.path("code").asString()).matches("[A-Z2-9]{6}");
      JsonNode session =
          call(server, "GET", "/v1/sessions/" + registered.path("session_id").asString(), "");
      assertThat(session.path("capabilities").path("role").asString()).isEqualTo("host");
      JsonNode listed = call(server, "GET", "/v1/sessions?state=Active", "");
      assertThat(listed.path("sessions").size()).isEqualTo(1);
    }
    assertThat(host.closed.get(5, TimeUnit.SECONDS)).isEqualTo(1012);
  }

  @Test
  void refusesAWebSocketFromAPageOfAnotherOrigin() {
    try (SojournServer server = start()) {
      assertThatThrownBy(() -> connect(server, "http://evil.example"))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("WebSocketHandshakeException");
    }
  }

  @Test
  void aFrameThatBreaksTheProtocolIsAnsweredWithTheReason() throws Exception {
    String unmasked = "\u0082\u0001x";
    String overTheBound = "\u0082\u00ff\0\0\0\0\0@\0\0\0\0\0\0";
    try (SojournServer server = start()) {
      assertThat(closeStatusAfter(server, unmasked)).isEqualTo(1002);
      assertThat(closeStatusAfter(server, overTheBound)).isEqualTo(1009);
    }
  }

  private static int closeStatusAfter(SojournServer server, String frame) throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      String upgrade =
          """
          GET /ws HTTP/1.1
          Host: x
          Upgrade: websocket
          Connection: Upgrade
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

          """;
      client.send(upgrade.replace("\n", "\r\n"));
      assertThat(client.reply(true).status()).isEqualTo(101);
      byte[] answer = client.send(frame).rest();
      assertThat(answer).as("a close frame").hasSizeGreaterThanOrEqualTo(4).startsWith(0x88);
      return ((answer[2] & 0xff) << 8) | (answer[3] & 0xff);
    }
  }

  private Socket connect(SojournServer server, @Nullable String origin) throws Exception {
    Socket socket = new Socket();
    WebSocket.Builder builder = client.newWebSocketBuilder();
    if (origin != null) {
      builder.header("Origin", origin);
    }
    URI uri = URI.create("ws://127.0.0.1:" + server.address().getPort() + "/ws");
    socket.webSocket = builder.buildAsync(uri, socket).get(5, TimeUnit.SECONDS);
    return socket;
  }

  private static final class Socket implements WebSocket.Listener {
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket webSocket;

    void send(String text) throws Exception {
      if (webSocket == null) {
        throw new IllegalStateException("not connected");
      }
      assertThat(webSocket.sendText(text, true).get(5, TimeUnit.SECONDS)).isNotNull();
    }

    String text() throws InterruptedException {
      String text = texts.poll(5, TimeUnit.SECONDS);
      assertThat(text).as("a text message").isNotNull();
      return text;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        texts.add(partial.toString());
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      closed.complete(status);
      return null;
    }
  }
}
