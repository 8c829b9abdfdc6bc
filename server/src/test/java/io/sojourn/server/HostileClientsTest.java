package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send too much, too slowly, or nonsense, or that never read. */
class HostileClientsTest extends HttpDoorFixture {

  @Test
  void refusesALargeBodyBeforeItComes() throws IOException {
    try (RawClient client = client()) {
      RawClient.Reply reply = client.send(post("Content-Length: 1001", "")).reply();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(reply.body()).contains("\"limit_bytes\":1000");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void refusesALargeBodyAlsoWhileTheClientIsStillSendingIt() throws IOException {
    try (RawClient client = client()) {
      client.send(post("Content-Length: 300000", "x".repeat(300_000)));
      assertThat(client.reply().status()).isEqualTo(413);
    }
  }

  @Test
  void countsChunksAgainstTheBound() throws IOException {
    try (RawClient client = client()) {
      client.send(post("Transfer-Encoding: chunked", ""));
      String chunk = "100\r\n" + "x".repeat(256) + "\r\n";
      RawClient.Reply reply = client.send(chunk.repeat(4)).reply();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /hello HTTP/1.1~~",
        "GET /hello HTTP/1.1~Host: a~Host: b~~",
        "GET /hello HTTP/2.0~Host: h~~",
        "garbage~~",
        "GET /hello\u0001 HTTP/1.1~Host: h~~",
        "GET hello HTTP/1.1~Host: h~~",
        "GET /a/../hello HTTP/1.1~Host: h~~",
        "GET /things/%2e%2e HTTP/1.1~Host: h~~",
        "GET /things/%zz HTTP/1.1~Host: h~~",
        "GET /things/%ff HTTP/1.1~Host: h~~",
        "GET /things/%00 HTTP/1.1~Host: h~~",
        "GET /hello?a=1&a=2 HTTP/1.1~Host: h~~",
        "POST /echo HTTP/1.1~Host: h~Content-Length: -1~~",
        "POST /echo HTTP/1.1~Host: h~Content-Length: 1~Content-Length: 2~~",
        "POST /echo HTTP/1.1~"
            + "Host: h~"
            + "Content-Length: 5~"
            + "Transfer-Encoding: chunked~~"
            + "",
        "POST /echo HTTP/1.1~Host: h~Transfer-Encoding: gzip, chunked~~",
        "POST /echo HTTP/1.1~"
            + "Host: h~"
            + "Content-Type: text/plain~"
            + "Transfer-Encoding: chunked~~"
            + "zz~"
            + "",
      })
  void refusesWhatIsNotWellFormedAndCloses(String request) throws IOException {
    RawClient.Reply reply = ask(request.replace("~", "\r\n"));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
    assertThat(reply.body()).contains("urn:sojourn:problem:");
  }

  @Test
  void boundsTheRequestLineAndTheHeaderFields() throws IOException {
    assertThat(ask(get("/" + "a".repeat(600))).status()).isEqualTo(414);
    assertThat(
            ask("GET /hello HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(1100) + "\r\n\r\n").status())
        .isEqualTo(431);
  }

  @Test
  void cutsOffAHeadThatComesByteByByte() throws Exception {
    try (RawClient client = client()) {
      String head = lines("GET /hello HTTP/1.1", "Host: h") + "X: " + "y".repeat(800);
      AtomicInteger sent = new AtomicInteger();
      Runnable drip =
          () -> {
            try {
              client.send(head.substring(sent.get(), sent.incrementAndGet()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();
      Future<?> drips = dripping.scheduleAtFixedRate(drip, 0, 10, TimeUnit.MILLISECONDS);
      assertThat(client.reply().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
      drips.cancel(true);
      dripping.shutdownNow();
      assertThat(sent.get()).isBetween(2, head.length() - 1);
    }
  }

  @Test
  void cutsOffABodyThatNeverComes() throws IOException {
    try (RawClient client = client()) {
      client.send(post("Content-Length: 10", "abc"));
      assertThat(client.reply().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void closesAnIdleConnectionWithoutAWord() throws IOException {
    try (RawClient client = client()) {
      assertThat(client.send(get("/now")).reply().status()).isEqualTo(200);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void refusesConnectionsOverTheBound() throws IOException {
    List<RawClient> clients = new java.util.ArrayList<>();
    try {
      for (int i = 0; i < LIMITS.maxConnections(); i++) {
        RawClient client = client();
        clients.add(client);
        assertThat(client.send(get("/now")).reply().status()).isEqualTo(200);
      }
      try (RawClient one = client()) {
        assertThat(one.isEnded()).isTrue();
      }
      assertThat(traffic.refused.get()).isEqualTo(1);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    await().untilAsserted(() -> assertThat(door.connections()).isZero());
  }

  @Test
  void aClientThatDoesNotReadIsNotServedOnAndOn() throws IOException {
    try (RawClient client = client()) {
      client.send(get("/big").repeat(1000));
      await().untilAsserted(() -> assertThat(door.connections()).isZero());
      assertThat(big.get()).isBetween(1, 999);
    }
  }

  @Test
  void garbageGetsARefusalOrNothingAndHarmsNobody() throws IOException {
    long seed = Long.getLong("sojourn.seed", System.nanoTime());
    Random random = new Random(seed);
    String valid = post("Transfer-Encoding: chunked", "2\r\nab\r\n0\r\n\r\n") + get("/hello");
    for (int round = 0; round < 150; round++) {
      String sent = round % 3 == 0 ? noise(random) : damaged(valid, random);
      try (RawClient client = client()) {
        client.send(sent).sendNoMore();
        assertThat(client.statuses())
            .as("round %d of seed %d; again with -Dsojourn.seed=%d", round, seed, seed)
            .allMatch(status -> status < 500);
      }
    }
    assertThat(ask(get("/hello")).status()).isEqualTo(200);
  }

  private static String noise(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(2000)];
    random.nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String damaged(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      int at = random.nextInt(damaged.length());
      switch (random.nextInt(3)) {
        case 0 -> damaged.setCharAt(at, (char) random.nextInt(256));
        case 1 -> damaged.insert(at, (char) random.nextInt(256));
        default -> damaged.delete(at, Math.min(damaged.length() - 1, at + random.nextInt(20)));
      }
    }
    return damaged.toString();
  }
}
