package io.sojourn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the JDK's own client throws is said in words; so these tests have it throw. */
@Timeout(60)
class NetworkTroubleTest {

  @Test
  void nobodyListens() throws IOException {
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    assertThat(why("http://127.0.0.1:" + port)).isEqualTo("connection refused");
  }

  @Test
  void theHostIsUnknown() {
    assertThat(why("http://nowhere.invalid:3000")).isEqualTo("the host is unknown");
  }

  @Test
  void whoeverListensHangsUp() throws IOException {
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> hangUp(door));
      assertThat(why("http://127.0.0.1:" + door.getLocalPort()))
          .isEqualTo("it does not answer as a web server does");
    }
  }

  @Test
  void whoeverListensSpeaksNoTls() throws IOException {
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> sayInTheClear(door));
      assertThat(why("https://127.0.0.1:" + door.getLocalPort())).contains("does not speak TLS");
    }
  }

  @Test
  void whatIsWrappedIsUnwrappedAndWhatSaysNothingIsNamed() {
    assertThat(NetworkTrouble.why(new CompletionException(new IOException("no route"))))
        .isEqualTo("no route");
    assertThat(NetworkTrouble.why(new IllegalStateException())).isEqualTo("IllegalStateException");
  }

  /** On everybody: the client tries again. */
  private static void hangUp(ServerSocket door) {
    while (!door.isClosed()) {
      try (Socket caller = door.accept()) {
        int first = caller.getInputStream().read();
        assertThat(first).isPositive();
        caller.shutdownOutput();
        caller.getInputStream().readAllBytes();
      } catch (IOException gone) {
        // The caller has gone first, or the test is over.
      }
    }
  }

  private static void sayInTheClear(ServerSocket door) {
    try (Socket caller = door.accept()) {
      caller
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      caller.getInputStream().readAllBytes();
    } catch (IOException gone) {
      // The caller has gone first.
    }
  }

  private static String why(String address) {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
      return NetworkTrouble.why(catchThrowable(() -> http.send(request, BodyHandlers.ofString())));
    }
  }
}
