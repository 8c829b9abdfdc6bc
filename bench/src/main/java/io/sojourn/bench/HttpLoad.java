package io.sojourn.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Connections that are kept alive, each with one request at a time, all served by one thread. */
final class HttpLoad implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 << 10;
  private static final long PATIENCE_MILLIS = 30_000;

  /** A request, and what to do with the body of its answer. */
  private interface Exchange {
    String request(int number);

    void answered(int number, String body);
  }

  private static final class Connection {
    final SocketChannel channel;
    final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    int number;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }

    /** The body of the answer once it is whole, or null. */
    @org.jspecify.annotations.Nullable
    String receive(int status) throws IOException {
      if (channel.read(in) < 0) {
        throw new EOFException("the server hung up");
      }
      String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end < 0 || text.length() < end + 4 + bodyLength(text)) {
        return null;
      }
      if (!text.startsWith("HTTP/1.1 " + status)) {
        throw new IOException("unexpected answer: " + text);
      }
      in.clear();
      return text.substring(end + 4);
    }

    private static int bodyLength(String text) {
      int at = text.indexOf("ontent-");
      while (at >= 0 && !text.regionMatches(true, at - 1, "content-length: ", 0, 16)) {
        at = text.indexOf("ontent-", at + 1);
      }
      return at < 0 ? 0 : Integer.parseInt(text.substring(at + 15, text.indexOf('\r', at)).strip());
    }
  }

  private final String head;
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();

  HttpLoad(int port, String key, int count) throws IOException {
    head = " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + key + "\r\n";
    selector = Selector.open();
    for (int i = 0; i < count; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      Connection connection = new Connection(channel);
      channel.register(selector, SelectionKey.OP_READ, connection);
      connections.add(connection);
    }
  }

  /** Creates sessions, tells the rate to the board, and answers with their ids. */
  List<String> create(int count, Board board, String system) throws IOException {
    List<String> ids = new ArrayList<>();
    String body = "{\"user_id\":\"bench\",\"activate\":true}";
    double rate =
        run(
            count,
            201,
            new Exchange() {
              @Override
              public String request(int number) {
                return HttpLoad.this.request("POST", "/v1/sessions", body);
              }

              @Override
              public void answered(int number, String answer) {
                int at = answer.indexOf("\"id\":\"") + 6;
                ids.add(answer.substring(at, answer.indexOf('"', at)));
              }
            });
    board.add("create/s", system, rate);
    return ids;
  }

  /** Sends one request for each session; answers with how many were served in a second. */
  double rate(List<String> ids, String method, String behindId, String body, int status)
      throws IOException {
    IntFunction<String> made =
        number -> request(method, "/v1/sessions/" + ids.get(number) + behindId, body);
    return run(
        ids.size(),
        status,
        new Exchange() {
          @Override
          public String request(int number) {
            return made.apply(number);
          }

          @Override
          public void answered(int number, String answer) {}
        });
  }

  private String request(String method, String path, String body) {
    String entity =
        body.isEmpty()
            ? ""
            : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
    return method + " " + path + head + entity + "\r\n" + body;
  }

  private double run(int count, int status, Exchange exchange) throws IOException {
    int[] next = new int[1];
    int[] answered = new int[1];
    long began = System.nanoTime();
    for (Connection connection : connections) {
      send(connection, next, count, exchange);
    }
    while (answered[0] < count) {
      int ready =
          selector.select(
              key -> {
                Connection connection = (Connection) key.attachment();
                try {
                  String body = connection.receive(status);
                  if (body != null) {
                    answered[0]++;
                    exchange.answered(connection.number, body);
                    send(connection, next, count, exchange);
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              },
              PATIENCE_MILLIS);
      if (ready == 0) {
        throw new IOException("no answer in " + PATIENCE_MILLIS + " ms");
      }
    }
    return count * 1e9 / (System.nanoTime() - began);
  }

  private static void send(Connection connection, int[] next, int count, Exchange exchange)
      throws IOException {
    if (next[0] == count) {
      return;
    }
    connection.number = next[0]++;
    ByteBuffer bytes =
        ByteBuffer.wrap(exchange.request(connection.number).getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      connection.channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.channel.close();
    }
    selector.close();
  }
}
