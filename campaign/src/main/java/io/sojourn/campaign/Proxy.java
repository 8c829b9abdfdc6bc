package io.sojourn.campaign;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Stands before one port of one party, in the weather of the network: bytes pass as it lets them,
 * and lines can be cut. New connections to a party that cannot be reached hang, as they would.
 *
 * <p>Thread-safe; one thread per direction of each line.
 */
final class Proxy implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 << 10;
  private static final int CONNECT_MILLIS = 2_000;

  private final ServerSocket listening;
  private final String name;
  private final Supplier<InetSocketAddress> target;
  private final Function<Socket, String> callers;
  private final Weather weather;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();

  /** One connection through the proxy. */
  private record Line(String caller, Socket client, Socket server) {
    /** Ends both sides with a reset: nothing that waits is delivered. */
    void cut() {
      for (Socket socket : new Socket[] {client, server}) {
        try {
          socket.setSoLinger(true, 0);
          socket.close();
        } catch (IOException gone) {
          // It is closed, as it should be.
        }
      }
    }
  }

  /**
   * Opens a proxy on a free port.
   *
   * @param name of the party behind it
   * @param callers names the party at the other end of an accepted connection
   */
  Proxy(String name, InetSocketAddress target, Function<Socket, String> callers, Weather weather)
      throws IOException {
    this(name, () -> target, callers, weather);
  }

  /** Opens a proxy for a party that moves: each new connection goes to where it is then. */
  Proxy(
      String name,
      Supplier<InetSocketAddress> target,
      Function<Socket, String> callers,
      Weather weather)
      throws IOException {
    this.name = name;
    this.target = target;
    this.callers = callers;
    this.weather = weather;
    this.listening = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    start("proxy-" + name, this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Open lines. */
  int lines() {
    return lines.size();
  }

  /** Cuts every line that this caller has; those that come later live. */
  void cut(String caller) {
    lines.stream().filter(line -> line.caller().equals(caller)).forEach(Line::cut);
  }

  /** Cuts every line. */
  void cutAll() {
    lines.forEach(Line::cut);
  }

  private static Thread start(String name, Runnable work) {
    return Thread.ofPlatform().daemon(true).name(name).start(work);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        start("line-to-" + name, () -> connect(client));
      } catch (IOException gone) {
        // This one is gone before it was there, or the proxy is closed.
      }
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    Line line = new Line(callers.apply(client), client, server);
    lines.add(line);
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      weather.await(line.caller(), name);
      server.connect(target.get(), CONNECT_MILLIS);
      Thread back =
          start("line-from-" + name, () -> pump(line, server, client, name, line.caller()));
      pump(line, client, server, line.caller(), name);
      back.join();
    } catch (IOException refused) {
      // The caller sees a line that ends, as if the party itself had refused.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      line.cut();
      lines.remove(line);
    }
  }

  private void pump(Line line, Socket from, Socket to, String sender, String receiver) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int read = from.getInputStream().read(buffer);
          read >= 0;
          read = from.getInputStream().read(buffer)) {
        weather.await(sender, receiver);
        to.getOutputStream().write(buffer, 0, read);
      }
      weather.await(sender, receiver);
      to.shutdownOutput();
    } catch (IOException gone) {
      line.cut();
    } catch (InterruptedException stopped) {
      line.cut();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cutAll();
  }
}
