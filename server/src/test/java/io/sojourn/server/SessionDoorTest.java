package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The session protocol on the whole server, by a client that knows nothing but JSON. */
class SessionDoorTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int PATIENCE_SECONDS = 120;

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private SojournServer server;

  @BeforeEach
  void start() {
    server = SojournServer.start(ServerConfig.in(folder).withAddress("127.0.0.1", 0));
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + server.address().getPort() + path);
  }

  private String key() throws IOException {
    return Files.readString(server.adminKeyFile()).strip();
  }

  private Socket connect() throws Exception {
    Socket socket = new Socket();
    socket.webSocket =
        client
            .newWebSocketBuilder()
            .subprotocols("sojourn.v1.json")
            .buildAsync(uri("ws", "/v1/connect"), socket)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return socket;
  }

  private static ObjectNode creation(String key) {
    return MAPPER
        .createObjectNode()
        .put("type", "create_session")
        .put("nonce", base64(16))
        .put("token", base64(32))
        .put("user_id", "ada")
        .put("key", key);
  }

  private static String base64(int length) {
    return Base64.getEncoder().encodeToString(new byte[length]);
  }

  @Test
  void aSessionIsCreatedWithTheServersKeyAndOutlivesTheServer() throws Exception {
    Socket first = connect();
    first.send(creation(key()));
    JsonNode created = first.next("session_created");
    assertThat(created.get("idle_timeout_millis").intValue()).isEqualTo(300_000);
    first.send(MAPPER.createObjectNode().put("type", "keep_alive").put("timestamp", 7));
    assertThat(first.next("keep_alive_reply").get("timestamp").intValue()).isEqualTo(7);
    assertThat(get("/metrics").body().lines())
        .contains("sojourn_connect_connections 1.0", "sojourn_connect_sessions 1.0")
        .contains("sojourn_connect_messages_in_total{kind=\"create_session\"} 1.0")
        .contains("sojourn_connect_messages_out_total{kind=\"session_created\"} 1.0")
        .contains("sojourn_connect_refused_total{code=\"fenced\"} 0.0");
    server.close();
    assertThat(first.next("closed").get("code").asString()).isEqualTo("shutting_down");
    assertThat(first.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1012);

    start();
    Socket second = connect();
    second.send(
        MAPPER
            .createObjectNode()
            .put("type", "continue_session")
            .put("id", created.get("id").asString())
            .put("token", base64(32)));
    assertThat(second.next("session_continued").get("epoch").intValue()).isEqualTo(2);
    second.send(MAPPER.createObjectNode().put("type", "close"));
    assertThat(second.next("closed").get("code").asString()).isEqualTo("session_invalidated");
  }

  @Test
  void wrongKeysAreRefusedAndThenThrottledButNotTheRightOne() throws Exception {
    for (int i = 0; i < FailedAttempts.BURST; i++) {
      assertThat(refused("sk_wrong")).isEqualTo("unauthorized");
    }
    String last = refused("sk_wrong");
    while (last.equals("unauthorized")) { // on a slow machine some attempts came back meanwhile
      last = refused("sk_wrong");
    }
    assertThat(last).isEqualTo("too_many_attempts");
    assertThat(refused("")).isEqualTo("unauthorized");
    Socket socket = connect();
    socket.send(creation(key()));
    socket.next("session_created");
  }

  private String refused(String key) throws Exception {
    Socket socket = connect();
    socket.send(creation(key));
    return socket.next("rejected").get("code").asString();
  }

  @Test
  void withoutASubprotocolThereIsNoUpgrade() {
    CompletableFuture<WebSocket> connecting =
        client
            .newWebSocketBuilder()
            .buildAsync(uri("ws", "/v1/connect?any=thing"), new WebSocket.Listener() {});
    assertThatThrownBy(() -> connecting.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(400));
  }

  @Test
  void aRequestThatAsksForNoUpgradeIsTold() throws Exception {
    assertThat(get("/v1/connect").statusCode()).isEqualTo(426);
  }

  @Test
  void theDescriptionIsServed() throws Exception {
    JsonNode document = MAPPER.readTree(get("/asyncapi.json").body());
    assertThat(document.get("asyncapi").asString()).isEqualTo("3.0.0");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri("http", path)).build(), BodyHandlers.ofString());
  }

  private static final class Socket implements WebSocket.Listener {
    final BlockingQueue<JsonNode> arrived = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket webSocket;

    void send(ObjectNode message) throws Exception {
      if (webSocket == null) {
        throw new IllegalStateException("not connected");
      }
      assertThat(
              webSocket.sendText(message.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .isNotNull();
    }

    /** The next message, which must be of that type. */
    JsonNode next(String type) throws InterruptedException {
      JsonNode message = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no " + type + " came");
      }
      assertThat(message.get("type").asString()).as(message.toString()).isEqualTo(type);
      return message;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        JsonNode frame = MAPPER.readTree(partial.toString());
        if (frame.isArray()) {
          frame.forEach(arrived::add);
        } else {
          arrived.add(frame);
        }
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
