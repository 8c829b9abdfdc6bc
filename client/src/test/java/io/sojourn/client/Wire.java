package io.sojourn.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A TCP proxy before a node, whose lines can be cut, or go on without carrying anything. */
final class Wire implements AutoCloseable {

  private static final int BUFFER_BYTES = 16 << 10;

  private final ServerSocket listening;
  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile int target;

  private static final class Line {
    private final Socket client;
    private final Socket server = new Socket();
    private volatile boolean silent;

    private Line(Socket client) {
      this.client = client;
    }

    private void cut() {
      try {
        // A reset: what is on its way is lost.
        client.setSoLinger(true, 0);
        server.setSoLinger(true, 0);
      } catch (IOException gone) {
        // It is closed already.
      }
      close(client);
      close(server);
    }

    private static void close(Socket socket) {
      try {
        socket.close();
      } catch (IOException gone) {
        // It is closed, as it should be.
      }
    }
  }

  /** Opens a proxy on a free port, before another port. */
  Wire(int target) throws IOException {
    this.target = target;
    listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String address() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  /** Leads somewhere else from now on. */
  void target(int port) {
    target = port;
  }

  void cutAll() {
    lines.forEach(Line::cut);
  }

  /** Has every line of now carry nothing any more, and stay open. */
  void silenceAll() {
    lines.forEach(line -> line.silent = true);
  }

  int lines() {
    return lines.size();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Line line = new Line(listening.accept());
        Thread.ofVirtual().start(() -> serve(line));
      } catch (IOException closing) {
        return;
      }
    }
  }

  private void serve(Line line) {
    lines.add(line);
    try {
      line.client.setTcpNoDelay(true);
      line.server.setTcpNoDelay(true);
      line.server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      Thread back = Thread.ofVirtual().start(() -> carry(line, line.server, line.client));
      carry(line, line.client, line.server);
      back.join();
    } catch (IOException refused) {
      // The client sees a line that ends.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      line.cut();
      lines.remove(line);
    }
  }

  private void carry(Line line, Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (line.silent) {
          closed.await();
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException cut) {
      // The other direction ends too.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    line.cut();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listening.close();
    cutAll();
  }
}
