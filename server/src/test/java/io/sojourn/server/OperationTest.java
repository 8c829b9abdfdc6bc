package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.server.DoorAtHand.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health, metrics, pages, origins and the way to the relay. */
class OperationTest {

  @TempDir Path folder;
  private DoorAtHand door;

  @BeforeEach
  void open() throws IOException {
    door = new DoorAtHand(folder, Set.of("https://app.example"));
  }

  @AfterEach
  void close() {
    door.close();
  }

  private Reply open(String path, String... headers) {
    return door.as("", "GET", path, "", headers);
  }

  @Test
  void tellsHowItIs() {
    door.create("{\"user_id\":\"ada\"}");
    assertThat(open("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
    assertThat(open("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
    Reply health = open("/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.text("status")).isEqualTo("healthy");
    assertThat(health.json().path("sessions").asInt()).isEqualTo(1);
    assertThat(health.json().path("memory").path("used_bytes").asLong()).isPositive();
    assertThat(Instant.parse(health.text("timestamp"))).isAfter(Instant.EPOCH);
    assertThat(health.text("version")).isNotEmpty();
  }

  @Test
  void isNotReadyButStillAliveWhenTheLogHasFailed() {
    door.notReady = Optional.of("the log has failed: no space left");
    assertThat(open("/health/live").status()).isEqualTo(200);
    Reply ready = open("/health/ready");
    assertThat(ready.status()).isEqualTo(503);
    assertThat(ready.text("detail")).contains("no space left");
    Reply health = open("/health");
    assertThat(health.status()).isEqualTo(503);
    assertThat(health.text("status")).isEqualTo("unavailable");
    assertThat(health.text("reason")).contains("no space left");
  }

  @Test
  void countsWhatItDoes() {
    String id = door.create("{\"user_id\":\"ada\",\"activate\":true}").id();
    assertThat(door.get("/v1/sessions/" + id).status()).isEqualTo(200);
    assertThat(open("/nowhere").status()).isEqualTo(404);
    Reply metrics = open("/metrics");
    assertThat(metrics.header("Content-Type")).startsWith("text/plain");
    assertThat(metrics.body())
        .contains("sojourn_sessions{state=\"Active\"} 1.0")
        .contains(
            "sojourn_http_requests_seconds_count{method=\"GET\","
                + "route=\"/v1/sessions/{id}\",status=\"200\"} 1")
        .contains("route=\"none\",status=\"404\"")
        .contains("sojourn_http_connections")
        .contains("jvm_memory_used_bytes")
        .doesNotContain(id);
  }

  @Test
  void servesThePages() {
    for (String path : new String[] {"/", "/join"}) {
      Reply page = open(path);
      assertThat(page.status()).as(path).isEqualTo(200);
      assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(page.header("Content-Security-Policy"))
          .contains("script-src 'self'")
          .contains("frame-ancestors 'none'");
      assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
      assertThat(open(path, "If-None-Match", page.header("ETag")).status()).isEqualTo(304);
      String asset = page.body().replaceAll("(?s).*?\"(/assets/[^\"]+\\.js)\".*", "$1");
      Reply script = open(asset);
      assertThat(script.status()).as(asset).isEqualTo(200);
      assertThat(script.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
      assertThat(script.header("Cache-Control")).contains("immutable");
      assertThat(script.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
  }

  @Test
  void noPathLeadsOutOfThePages() throws IOException {
    String[] paths = {
      "/assets/../index.html",
      "/assets/..%2findex.html",
      "/assets/%2e%2e/csp.txt",
      "/assets/..%5c..%5ccsp.txt",
      "/assets//etc/passwd",
      "/assets/%2fetc%2fpasswd",
      "/files.txt",
      "/csp.txt",
      "/index.html",
      "/assets",
      "/assets/",
    };
    for (String path : paths) {
      try (RawClient client = new RawClient(door.address())) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertThat(client.send(request).reply().status()).as(path).isIn(400, 404);
      }
    }
  }

  @Test
  void answersAMissingPageToPeopleAndAProblemToPrograms() {
    Reply page = open("/nowhere", "Accept", "text/html,*/*");
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(open("/nowhere").problem()).isEqualTo("not-found");
    assertThat(open("/v1/nowhere", "Accept", "text/html").problem()).isEqualTo("not-found");
  }

  @Test
  void sharesWithConfiguredOriginsOnly() {
    Reply none = open("/health", "Origin", "https://evil.example");
    assertThat(none.header("Access-Control-Allow-Origin")).isEmpty();
    assertThat(none.header("Vary")).isEqualTo("Origin");
    Reply shared = open("/health", "Origin", "https://app.example");
    assertThat(shared.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    assertThat(shared.header("Access-Control-Allow-Credentials")).isEmpty();
    Reply asked = door.as("", "OPTIONS", "/v1/sessions", "", "Origin", "https://app.example");
    assertThat(asked.status()).isEqualTo(204);
    assertThat(asked.header("Access-Control-Allow-Methods")).contains("POST");
    assertThat(asked.header("Access-Control-Allow-Headers")).contains("Authorization");
  }

  @Test
  void opensAWebSocketForItsOwnPagesForConfiguredOnesAndForPrograms() throws Exception {
    String own = "http://localhost:" + door.address().getPort();
    assertThat(upgrade("http://evil.example")).contains("403").contains("origin-refused");
    assertThat(upgrade("null")).contains("403");
    assertThat(upgrade("http://localhost:1")).contains("403");
    Reply plain = open("/ws");
    assertThat(plain.status()).isEqualTo(426);
    assertThat(plain.header("Upgrade")).isEqualTo("websocket");
    assertThat(door.upgraded.getCount()).isEqualTo(1);
    assertThat(upgrade(own)).isEqualTo("taken over");
    assertThat(upgrade("https://app.example")).isEqualTo("taken over");
    assertThat(upgrade("")).isEqualTo("taken over");
    assertThat(door.upgraded.await(5, TimeUnit.SECONDS)).isTrue();
  }

  private String upgrade(String origin) throws IOException {
    try (RawClient client = new RawClient(door.address())) {
      client.send("GET /ws HTTP/1.1\r\nHost: localhost:" + door.address().getPort() + "\r\n");
      client.send("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
      client.send(origin.isEmpty() ? "" : "Origin: " + origin + "\r\n");
      client.send("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      return client.outcome();
    }
  }
}
