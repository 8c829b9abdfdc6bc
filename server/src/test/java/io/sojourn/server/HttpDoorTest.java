package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP layer alone, spoken to through raw sockets. */
class HttpDoorTest {

  private static final int MAX_BODY = 1000;
  private static final HttpLimits LIMITS =
      new HttpLimits(
          8,
          512,
          1024,
          MAX_BODY,
          1000,
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(600),
          Duration.ofMillis(2000));

  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountingTraffic traffic = new CountingTraffic();
  private HttpDoor door;

  @BeforeEach
  void open() {
    door = open("127.0.0.1", 0);
  }

  private HttpDoor open(String host, int port) {
    List<Route> routes =
        List.of(
            Route.of("GET", "/hello", Access.OPEN, r -> plain("hello")),
            Route.of("GET", "/now", Access.OPEN, r -> plain("now")).immediate(),
            Route.of("GET", "/things/{name}", Access.OPEN, r -> plain(r.parameter("name"))),
            Route.of("POST", "/echo", Access.OPEN, r -> plain(text(r.body())))
                .consuming("text/plain"),
            Route.of("GET", "/slow", Access.OPEN, r -> slow()),
            Route.of("GET", "/broken", Access.OPEN, r -> broken()),
            Route.of("GET", "/closed", Access.KEY, r -> plain("never")));
    Gate gate =
        (head, access) -> {
          if (access != Access.OPEN) {
            throw Problem.of(ProblemType.UNAUTHENTICATED, "No.").asException();
          }
          return Caller.Anonymous.INSTANCE;
        };
    Handler notFound = r -> Problem.of(ProblemType.NOT_FOUND, "Nothing here.").toResponse();
    HttpService service =
        new HttpService(new Routes(routes), gate, notFound, new Origins(Set.of()), MAX_BODY);
    return HttpDoor.open(host, port, LIMITS, service, traffic, (context, request) -> {});
  }

  private static Response plain(String text) {
    return Response.text(200, "text/plain", text);
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private Response slow() {
    entered.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return plain("slow");
  }

  private static Response broken() {
    throw new IllegalArgumentException("secret internals of /etc/shadow");
  }

  @AfterEach
  void close() {
    release.countDown();
    door.close();
  }

  private RawClient client() throws IOException {
    return new RawClient(door.address());
  }

  private RawClient.Reply ask(String request) throws IOException {
    try (RawClient client = client()) {
      return client.send(request).reply();
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }

  @Test
  void answersAndKeepsTheConnection() throws IOException {
    try (RawClient client = client()) {
      for (int i = 0; i < 3; i++) {
        RawClient.Reply reply = client.send(get("/hello")).reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("hello");
        assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
      }
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws IOException {
    try (RawClient client = client()) {
      StringBuilder burst = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        burst.append(get(i % 2 == 0 ? "/things/" + i : "/now"));
      }
      client.send(burst.toString());
      for (int i = 0; i < 50; i++) {
        assertThat(client.reply().body()).isEqualTo(i % 2 == 0 ? "" + i : "now");
      }
    }
  }

  @Test
  void headSendsTheLengthAndNoBody() throws IOException {
    try (RawClient client = client()) {
      RawClient.Reply head = client.send("HEAD /hello HTTP/1.1\r\nHost: h\r\n\r\n").reply(true);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-length")).isEqualTo("5");
      assertThat(client.send(get("/now")).reply().body()).isEqualTo("now");
    }
  }

  @Test
  void optionsNamesTheMethods() throws IOException {
    RawClient.Reply reply = ask("OPTIONS /hello HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(reply.headers()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void tellsAWrongMethodFromAWrongPath() throws IOException {
    RawClient.Reply wrongMethod = ask("DELETE /hello HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(wrongMethod.status()).isEqualTo(405);
    assertThat(wrongMethod.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(wrongMethod.body()).contains("urn:sojourn:problem:method-not-allowed");
    assertThat(ask(get("/nowhere")).status()).isEqualTo(404);
  }

  @Test
  void takesABodyWholeOrInChunks() throws IOException {
    assertThat(ask(post("Content-Length: 3", "abc")).body()).isEqualTo("abc");
    assertThat(ask(post("Transfer-Encoding: chunked", "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")).body())
        .isEqualTo("abc");
  }

  private static String post(String header, String rest) {
    return lines("POST /echo HTTP/1.1", "Host: h", "Content-Type: text/plain", header, "") + rest;
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

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

  @Test
  void continuesWhenAskedAndOnlyIfTheBodyIsWelcome() throws IOException {
    try (RawClient client = client()) {
      client.send(post("Content-Length: 3\r\nExpect: 100-continue", ""));
      assertThat(client.reply().status()).isEqualTo(100);
      assertThat(client.send("abc").reply().body()).isEqualTo("abc");
    }
    assertThat(ask(post("Content-Length: 5000\r\nExpect: 100-continue", "")).status())
        .isEqualTo(413);
    assertThat(ask(post("Content-Length: 3\r\nExpect: tea", "abc")).status()).isEqualTo(417);
  }

  @Test
  void refusesABodyWhereNoneBelongsAndAnUnknownMediaType() throws IOException {
    assertThat(ask("GET /hello HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx").status())
        .isEqualTo(400);
    String head =
        lines("POST /echo HTTP/1.1", "Host: h", "Content-Type: text/xml", "Content-Length: 1", "");
    RawClient.Reply reply = ask(head + "x");
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.header("accept")).isEqualTo("text/plain");
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
  void anEncodedSlashStaysInsideItsSegment() throws IOException {
    assertThat(ask(get("/things/a%2Fb%20c")).body()).isEqualTo("a/b c");
    assertThat(ask(get("/things/a/b")).status()).isEqualTo(404);
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
  void aFailingHandlerLeaksNothing() throws IOException {
    RawClient.Reply reply = ask(get("/broken"));
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).contains("internal-error").contains("incident");
    assertThat(reply.body()).doesNotContain("shadow").doesNotContain("Exception");
  }

  @Test
  void refusesAtTheGateBeforeReadingABody() throws IOException {
    assertThat(ask(get("/closed")).status()).isEqualTo(401);
    RawClient.Reply reply = ask("GET /closed HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\n");
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("connection")).isEqualTo("close");
  }

  @Test
  void oldClientsGetTheirConnectionClosedUnlessTheyAskToKeepIt() throws IOException {
    try (RawClient client = client()) {
      assertThat(client.send("GET /hello HTTP/1.0\r\n\r\n").reply().header("connection"))
          .isEqualTo("close");
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").header("connection"))
        .isEqualTo("keep-alive");
  }

  @Test
  void drainingLetsARequestInFlightEnd() throws Exception {
    try (RawClient busy = client();
        RawClient idle = client()) {
      assertThat(idle.send(get("/now")).reply().status()).isEqualTo(200);
      busy.send(get("/slow"));
      entered.await();
      CompletableFuture<Boolean> drained =
          CompletableFuture.supplyAsync(() -> door.drain(Duration.ofSeconds(5)));
      assertThat(idle.isEnded()).isTrue();
      InetSocketAddress address = door.address();
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> new RawClient(address).close())
                      .isInstanceOf(IOException.class));
      assertThat(drained).isNotDone();
      release.countDown();
      RawClient.Reply reply = busy.reply();
      assertThat(reply.body()).isEqualTo("slow");
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(drained.get()).isTrue();
    }
  }

  @Test
  void sayWhichAddressIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> open("127.0.0.1", taken.getLocalPort()))
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }

  private static final class CountingTraffic implements Traffic {
    final AtomicInteger refused = new AtomicInteger();

    @Override
    public void connected() {}

    @Override
    public void disconnected() {}

    @Override
    public void connectionRefused() {
      refused.incrementAndGet();
    }

    @Override
    public void answered(String method, String route, int status, long nanos) {}
  }
}
