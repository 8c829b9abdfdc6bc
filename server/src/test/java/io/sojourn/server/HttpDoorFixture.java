package io.sojourn.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The HTTP layer alone, with small bounds and a few plain routes, spoken to through raw sockets.
 */
abstract class HttpDoorFixture {

  static final int MAX_BODY = 1000;
  static final HttpLimits LIMITS =
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

  final CountDownLatch release = new CountDownLatch(1);
  final CountDownLatch entered = new CountDownLatch(1);
  final CountingTraffic traffic = new CountingTraffic();
  final AtomicInteger big = new AtomicInteger();
  HttpDoor door;

  @BeforeEach
  void open() {
    door = open("127.0.0.1", 0);
  }

  HttpDoor open(String host, int port) {
    List<Route> routes =
        List.of(
            Route.of("GET", "/hello", Access.OPEN, r -> plain("hello")),
            Route.of("GET", "/now", Access.OPEN, r -> plain("now")).immediate(),
            Route.of("GET", "/things/{name}", Access.OPEN, r -> plain(r.parameter("name"))),
            Route.of("POST", "/echo", Access.OPEN, r -> plain(text(r.body())))
                .consuming("text/plain"),
            Route.of("GET", "/big", Access.OPEN, r -> big()),
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
        new HttpService(
            new Routes(routes), gate, Detour.NONE, notFound, new Origins(Set.of()), MAX_BODY);
    return HttpDoor.open(host, port, LIMITS, service, traffic, (context, request) -> {});
  }

  static Response plain(String text) {
    return Response.text(200, "text/plain", text);
  }

  static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  Response slow() {
    entered.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return plain("slow");
  }

  private Response big() {
    big.incrementAndGet();
    return plain("x".repeat(100_000));
  }

  private static Response broken() {
    throw new IllegalArgumentException("secret internals of /etc/shadow");
  }

  @AfterEach
  void close() {
    release.countDown();
    door.close();
  }

  RawClient client() throws IOException {
    return new RawClient(door.address());
  }

  RawClient.Reply ask(String request) throws IOException {
    try (RawClient client = client()) {
      return client.send(request).reply();
    }
  }

  static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }

  static String post(String header, String rest) {
    return lines("POST /echo HTTP/1.1", "Host: h", "Content-Type: text/plain", header, "") + rest;
  }

  static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  static final class CountingTraffic implements Traffic {
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
