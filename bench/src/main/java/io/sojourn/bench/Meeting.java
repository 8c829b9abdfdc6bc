package io.sojourn.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** A host and its viewers, joined and ready, all read by one thread. */
final class Meeting implements AutoCloseable {

  private static final int BUFFER_BYTES = 4 << 20;

  /** One who watches: its socket, and what came through it. */
  static final class Viewer implements AutoCloseable {

    final Tally tally = new Tally();
    private final WebSocket socket;
    private final FrameSink reader;
    private boolean gone;

    private Viewer(WebSocket socket, Dialect dialect) {
      this.socket = socket;
      this.reader = dialect.reader(tally);
    }

    /** Takes what is there; false when nothing was. */
    boolean read() throws IOException {
      if (gone) {
        return false;
      }
      tally.arrivedAt(System.nanoTime());
      int count;
      try {
        count = socket.read(reader);
      } catch (IOException reset) {
        count = -1;
      }
      gone = count < 0;
      return count > 0;
    }

    boolean gone() {
      return gone;
    }

    int closeCode() {
      return socket.closeCode() == 0 && gone ? WebSocket.HUNG_UP : socket.closeCode();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  final Dialect dialect;
  final Selector selector;
  final WebSocket host;
  final SelectionKey hostKey;
  final List<Viewer> viewers = new ArrayList<>();
  private final FrameSink ignored = (in, from, length) -> {};

  private Meeting(Dialect dialect, WebSocket host) throws IOException {
    this.dialect = dialect;
    this.host = host;
    this.selector = Selector.open();
    host.nonBlocking();
    this.hostKey = host.channel().register(selector, SelectionKey.OP_READ);
  }

  /** Joins a host and its viewers at a relay. */
  static Meeting at(int port, Dialect dialect, int viewerCount) throws IOException {
    WebSocket host = WebSocket.open(port, dialect.path(), null, BUFFER_BYTES);
    String code = dialect.joinAsHost(host);
    Meeting meeting = new Meeting(dialect, host);
    for (int i = 0; i < viewerCount; i++) {
      WebSocket socket = WebSocket.open(port, dialect.path(), null, BUFFER_BYTES);
      dialect.joinAsViewer(socket, code);
      socket.nonBlocking();
      Viewer viewer = new Viewer(socket, dialect);
      socket.channel().register(meeting.selector, SelectionKey.OP_READ, viewer);
      meeting.viewers.add(viewer);
    }
    return meeting;
  }

  /** Reads whoever has something; waits for it that long. */
  void readReady(long millis) throws IOException {
    selector.select(this::readOne, millis);
  }

  private void readOne(SelectionKey key) {
    try {
      if (key.attachment() instanceof Viewer viewer) {
        if (!viewer.read() && viewer.gone()) {
          key.cancel();
        }
      } else if (key.isReadable() && host.read(ignored) < 0) {
        throw new IOException("the relay closed the host with " + host.closeCode());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  long delivered() {
    long sum = 0;
    for (Viewer viewer : viewers) {
      sum += viewer.tally.delivered();
    }
    return sum;
  }

  long missed() {
    long sum = 0;
    for (Viewer viewer : viewers) {
      sum += viewer.tally.missed() + viewer.tally.misplaced();
    }
    return sum;
  }

  long skips() {
    return viewers.stream().mapToLong(viewer -> viewer.tally.skips()).sum();
  }

  @Override
  public void close() throws IOException {
    for (Viewer viewer : viewers) {
      viewer.close();
    }
    host.close();
    selector.close();
  }
}
