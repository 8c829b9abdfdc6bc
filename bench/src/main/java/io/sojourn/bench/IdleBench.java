package io.sojourn.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What a joined viewer costs that says nothing: resident memory, and live heap where it is Java.
 */
final class IdleBench implements Benchmark {

  private static final int VIEWERS_PER_HOST = 200; // a host of Sojourn takes 256
  private static final int VIEWERS_PER_SOURCE = 200; // joins from one address are limited
  private static final int JOINING_AT_ONCE = 16;
  private static final int BUFFER_BYTES = 4096;
  private static final long SETTLE_MILLIS = 2000;

  @Override
  public void run(Setting setting, PrintStream out) throws IOException, InterruptedException {
    int count = setting.quick() ? 2_000 : 10_000;
    Board board =
        new Board(java.util.Arrays.stream(RelayPeer.values()).map(RelayPeer::label).toList());
    for (RelayPeer peer : RelayPeer.values()) {
      Optional<String> missing = peer.missing(setting.root());
      if (missing.isPresent()) {
        board.missing(peer.label(), missing.get());
      }
    }
    for (int round = 0; round < (setting.quick() ? 1 : 3); round++) {
      for (RelayPeer peer : RelayPeer.values()) {
        if (peer.missing(setting.root()).isEmpty()) {
          measure(peer, count, setting, board);
        }
      }
    }
    out.println(Figures.text((double) count) + " viewers, joined and idle:");
    board.print(out);
  }

  private static void measure(RelayPeer peer, int count, Setting setting, Board board)
      throws IOException, InterruptedException {
    List<WebSocket> sockets = new ArrayList<>();
    try (ServerProcess server = peer.start(setting.root(), setting.scratch())) {
      // A first guest loads what is loaded once, so that it is not counted.
      join(peer.dialect(), server.port(), 1, sockets);
      double heapBefore = peer.isJava() ? server.liveHeapBytes() : 0;
      double before = server.residentMib();
      long began = System.nanoTime();
      join(peer.dialect(), server.port(), count, sockets);
      double seconds = (System.nanoTime() - began) / 1e9;
      Thread.sleep(SETTLE_MILLIS);
      double grown = server.residentMib() - before;
      String label = peer.label();
      board.add("RSS growth, KiB per viewer", label, grown * 1024 / count);
      board.note("joins/s", label, count / seconds);
      if (peer.isJava()) {
        double heap = server.liveHeapBytes() - heapBefore;
        board.note("live heap, KiB per viewer", label, heap / 1024 / count);
        board.note(
            "RSS growth after a collection, KiB",
            label,
            (server.residentMib() - before) * 1024 / count);
      }
    } finally {
      for (WebSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static void join(Dialect dialect, int port, int count, List<WebSocket> sockets)
      throws IOException, InterruptedException {
    List<Future<List<WebSocket>>> joined = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(JOINING_AT_ONCE)) {
      for (int first = 0; first < count; first += VIEWERS_PER_HOST) {
        int from = first;
        int to = Math.min(count, first + VIEWERS_PER_HOST);
        joined.add(threads.submit(() -> joinOneHost(dialect, port, from, to)));
      }
      for (Future<List<WebSocket>> some : joined) {
        sockets.addAll(some.get(5, TimeUnit.MINUTES));
      }
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IOException("could not join", e);
    }
  }

  private static List<WebSocket> joinOneHost(Dialect dialect, int port, int from, int to)
      throws IOException {
    List<WebSocket> sockets = new ArrayList<>();
    WebSocket host = WebSocket.open(port, dialect.path(), source(from), BUFFER_BYTES);
    sockets.add(host);
    String code = dialect.joinAsHost(host);
    for (int i = from; i < to; i++) {
      WebSocket viewer = WebSocket.open(port, dialect.path(), source(i), BUFFER_BYTES);
      sockets.add(viewer);
      dialect.joinAsViewer(viewer, code);
    }
    return sockets;
  }

  /** Addresses of the loopback network, so that nobody looks like one greedy guest. */
  private static InetAddress source(int number) throws IOException {
    int block = number / VIEWERS_PER_SOURCE;
    return InetAddress.getByAddress(
        new byte[] {127, 0, (byte) (1 + block / 200), (byte) (1 + block % 200)});
  }
}
