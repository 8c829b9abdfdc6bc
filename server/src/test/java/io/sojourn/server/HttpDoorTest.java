package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Well-behaved clients of the HTTP layer. */
class HttpDoorTest extends HttpDoorFixture {

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

  @Test
  void anEncodedSlashStaysInsideItsSegment() throws IOException {
    assertThat(ask(get("/things/a%2Fb%20c")).body()).isEqualTo("a/b c");
    assertThat(ask(get("/things/a/b")).status()).isEqualTo(404);
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
}
