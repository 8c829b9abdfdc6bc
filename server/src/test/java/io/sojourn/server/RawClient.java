package io.sojourn.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Speaks to a server byte by byte, the way no well-behaved client would. */
final class RawClient implements AutoCloseable {

  /** One response as it came. */
  record Reply(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  private final Socket socket;
  private final InputStream in;

  RawClient(InetSocketAddress address) throws IOException {
    socket = new Socket();
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    socket.connect(address, 5_000);
    in = socket.getInputStream();
  }

  private RawClient(Socket socket, InputStream in) {
    this.socket = socket;
    this.in = in;
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Ends what is sent; the answers may still be read. */
  void sendNoMore() throws IOException {
    socket.shutdownOutput();
  }

  /** The statuses of all responses until the server ends the connection. */
  List<Integer> statuses() {
    List<Integer> statuses = new ArrayList<>();
    try {
      while (true) {
        statuses.add(reply().status());
      }
    } catch (IOException ended) {
      return statuses;
    }
  }

  /** All bytes until the server ends the connection. */
  byte[] rest() throws IOException {
    return in.readAllBytes();
  }

  /** Reads one response with a Content-Length. */
  Reply reply() throws IOException {
    return reply(false);
  }

  Reply reply(boolean bodiless) throws IOException {
    String statusLine = line();
    int status = Integer.parseInt(statusLine.substring(9, 12));
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length =
        bodiless || status < 200 || status == 204 || status == 304
            ? 0
            : Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Reply(status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  /** The status and body of the reply, or that the connection went to another protocol. */
  String outcome() throws IOException {
    PushbackInputStream ahead = new PushbackInputStream(in);
    int first = ahead.read();
    if (first < 0) {
      return "taken over";
    }
    ahead.unread(first);
    Reply reply = new RawClient(socket, ahead).reply();
    return reply.status() + " " + reply.body();
  }

  /** Whether the server has ended the connection and sent nothing more. */
  boolean isEnded() throws IOException {
    return in.read() < 0;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("the connection ended inside a response: " + line);
      }
      if (b == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1).strip();
      }
      line.write(b);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
