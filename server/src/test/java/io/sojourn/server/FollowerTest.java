package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that follows, in front of one that leads: both doors real, the leader a whole server. */
class FollowerTest {

  private static final String ADA = "{\"user_id\":\"ada\",\"activate\":true}";

  @TempDir private Path folder;
  private volatile Leadership leadership = Leadership.Unknown.INSTANCE;
  private @Nullable SojournServer leader;
  private @Nullable DoorAtHand follower;
  private String key = "";

  @BeforeEach
  void start() throws IOException {
    ServerConfig config = ServerConfig.in(folder.resolve("leader")).withAddress("127.0.0.1", 0);
    leader = SojournServer.start(config);
    key = Files.readString(leader.adminKeyFile()).strip();
    follower =
        DoorAtHand.following(Files.createDirectories(folder.resolve("follower")), () -> leadership);
    leadership = new Leadership.At(address(leader.address().getPort()));
  }

  @AfterEach
  void stop() {
    follower().close();
    if (leader != null) {
      leader.close();
    }
  }

  private DoorAtHand follower() {
    if (follower == null) {
      throw new IllegalStateException("not started");
    }
    return follower;
  }

  private static URI address(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private DoorAtHand.Reply ask(String method, String path, String body, String... headers) {
    return follower().as(key, method, path, body, headers);
  }

  @Test
  void passesARequestOnAndTheAnswerBack() {
    DoorAtHand.Reply created = ask("POST", "/v1/sessions", ADA);
    assertThat(created.status()).isEqualTo(201);
    String path = "/v1/sessions/" + created.text("id");
    assertThat(created.header("Location")).isEqualTo(path);

    DoorAtHand.Reply suspended =
        ask("PUT", path + "/suspend", "", "If-Match", created.header("ETag"));
    assertThat(suspended.status()).isEqualTo(200);
    assertThat(suspended.header("ETag")).isNotEqualTo(created.header("ETag"));
    DoorAtHand.Reply stale = ask("PUT", path + "/resume", "", "If-Match", created.header("ETag"));
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.problem()).isEqualTo("version-mismatch");
    assertThat(ask("GET", "/v1/sessions?user_id=ada&limit=5", "").json().path("sessions").size())
        .isEqualTo(1);
  }

  @Test
  void leavesItToTheLeaderWhoMayDoWhat() {
    assertThat(follower().as("", "GET", "/v1/sessions", "").status()).isEqualTo(401);
    assertThat(follower().as(follower().key, "GET", "/v1/sessions", "").status()).isEqualTo(401);
    assertThat(ask("GET", "/v1/sessions", "").status()).isEqualTo(200);
  }

  @Test
  void answersByItselfWhatItIsAskedToAnswerFromWhatItHas() {
    ask("POST", "/v1/sessions", ADA);
    DoorAtHand.Reply own = follower().get("/v1/sessions?consistency=local");
    assertThat(own.json().path("sessions").size()).isZero();
    assertThat(follower().get("/health").status()).isEqualTo(200);
  }

  @Test
  void refusesWhatIsTooLargeWithoutPassingItOn() {
    String large = "{\"user_id\":\"" + "x".repeat(HttpLimits.DEFAULTS.maxBodyBytes()) + "\"}";
    assertThat(ask("POST", "/v1/sessions", large).status()).isEqualTo(413);
  }

  @Test
  void saysThatThereIsNoLeader() {
    leadership = Leadership.Unknown.INSTANCE;
    DoorAtHand.Reply reply = ask("POST", "/v1/sessions", ADA);
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.problem()).isEqualTo("unavailable");
    assertThat(reply.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void passesARequestOnOnlyOnce() {
    leadership = new Leadership.At(follower().uri(""));
    DoorAtHand.Reply reply = ask("POST", "/v1/sessions", ADA);
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.problem()).isEqualTo("not-leader");
  }

  @Test
  void doesNotKnowWhatBecameOfAChangeWhenTheLeaderIsGone() throws IOException {
    try (ServerSocket nobody = new ServerSocket(0)) {
      leadership = new Leadership.At(address(nobody.getLocalPort()));
    }
    assertThat(ask("POST", "/v1/sessions", ADA).problem()).isEqualTo("outcome-unknown");
    assertThat(ask("GET", "/v1/sessions", "").problem()).isEqualTo("unavailable");
    assertThatThrownBy(() -> connect(new Texts())).isInstanceOf(CompletionException.class);
  }

  @Test
  void leadsAWebSocketThroughToTheLeader() throws Exception {
    Texts texts = new Texts();
    WebSocket host = connect(texts);
    host.sendText(
            "{\"type\":\"register\",\"client_id\":\"c1\",\"protocol\":1,\"name\":\"shell\"}", true)
        .join();
    assertThat(texts.received.poll(10, TimeUnit.SECONDS)).contains("registered");
    host.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertThat(texts.closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
  }

  @Test
  void endsTheClientsLineWhenTheLeadersEnds() throws Exception {
    Texts texts = new Texts();
    WebSocket host = connect(texts);
    host.sendText(
            "{\"type\":\"register\",\"client_id\":\"c1\",\"protocol\":1,\"name\":\"shell\"}", true)
        .join();
    assertThat(texts.received.poll(10, TimeUnit.SECONDS)).contains("registered");
    if (leader != null) {
      leader.close();
    }
    assertThat(texts.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1012);
  }

  private WebSocket connect(WebSocket.Listener listener) {
    URI ws = URI.create(follower().uri("/ws").toString().replace("http:", "ws:"));
    return follower().client.newWebSocketBuilder().buildAsync(ws, listener).join();
  }

  private static final class Texts implements WebSocket.Listener {
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      received.add(text.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }
}
