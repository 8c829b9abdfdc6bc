package io.sojourn.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProxyTest {

  private final Weather weather = new Weather();
  private final ServerSocket echo = bind();
  private final Proxy proxy = open();

  private static ServerSocket bind() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Proxy open() {
    try {
      InetSocketAddress target = (InetSocketAddress) echo.getLocalSocketAddress();
      return new Proxy("n1", target, caller -> "n2", weather);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void serve() {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  Socket socket = echo.accept();
                  Thread.ofVirtual().start(() -> echo(socket));
                }
              } catch (IOException closed) {
                // The test is over.
              }
            });
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException cut) {
      // As the test wants it.
    }
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
  }

  private Socket call() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void say(Socket socket, int b) throws IOException {
    socket.getOutputStream().write(b);
  }

  private static int hear(Socket socket) throws IOException {
    return socket.getInputStream().read();
  }

  private static void hearsNothing(Socket socket) throws IOException {
    socket.setSoTimeout(200);
    assertThatThrownBy(() -> hear(socket)).isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(10_000);
  }

  @Test
  void passesBytesBothWaysAndTheEndToo() throws IOException {
    try (Socket socket = call()) {
      say(socket, 7);
      assertThat(hear(socket)).isEqualTo(7);
      socket.shutdownOutput();
      assertThat(hear(socket)).isEqualTo(-1);
    }
    await().until(() -> proxy.lines() == 0);
  }

  @Test
  void holdsBackWhatIsSentOverABlockedWayAndDeliversItWhenTheWayIsFree() throws IOException {
    try (Socket socket = call()) {
      say(socket, 1);
      assertThat(hear(socket)).isEqualTo(1);
      weather.block("n2", "n1");
      say(socket, 2);
      hearsNothing(socket);
      weather.heal();
      assertThat(hear(socket)).isEqualTo(2);
    }
  }

  @Test
  void blocksOneDirectionAndNotTheOther() throws IOException {
    try (Socket socket = call()) {
      say(socket, 1);
      assertThat(hear(socket)).isEqualTo(1);
      weather.block("n1", "n2");
      say(socket, 2);
      hearsNothing(socket);
      weather.block("n2", "n1");
      weather.heal();
      assertThat(hear(socket)).isEqualTo(2);
    }
  }

  @Test
  void letsANewConnectionHangWhileItsPartyCannotBeReached() throws IOException {
    weather.part("n1", "n2");
    try (Socket socket = call()) {
      say(socket, 3);
      hearsNothing(socket);
      weather.heal();
      assertThat(hear(socket)).isEqualTo(3);
    }
  }

  @Test
  void leavesTheWaysOfOthersFree() throws IOException {
    weather.part("n1", "n3");
    try (Socket socket = call()) {
      say(socket, 4);
      assertThat(hear(socket)).isEqualTo(4);
    }
  }

  @Test
  void cutsTheLinesOfOneCaller() throws IOException {
    try (Socket socket = call()) {
      say(socket, 5);
      assertThat(hear(socket)).isEqualTo(5);
      proxy.cut("n3");
      say(socket, 6);
      assertThat(hear(socket)).isEqualTo(6);
      proxy.cut("n2");
      assertThatThrownBy(
              () -> {
                say(socket, 7);
                assertThat(hear(socket)).isNotEqualTo(-1).isNotEqualTo(7);
              })
          .satisfies(cut -> assertThat(cut).isInstanceOfAny(SocketException.class, Error.class));
    }
  }

  @Test
  void aDelayComesOnTopOfEverything() throws IOException {
    weather.delay("n2", "n1", 50);
    try (Socket socket = call()) {
      say(socket, 8);
      assertThat(hear(socket)).isEqualTo(8);
    }
  }

  @Test
  void knowsWhichProcessCalls() throws IOException {
    SocketOwners owners = new SocketOwners(() -> Map.of(ProcessHandle.current().pid(), "me"));
    SocketOwners nobody = new SocketOwners(Map::of);
    try (ServerSocket server = bind();
        Socket caller = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      assertThat(caller.isConnected()).isTrue();
      assertThat(owners.of(accepted)).isEqualTo("me");
      assertThat(nobody.of(accepted)).isEqualTo(SocketOwners.STRANGER);
    }
  }
}
