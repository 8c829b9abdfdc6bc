package io.sojourn.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A client's end of a WebSocket: blocking while a party joins, then read without blocking. Of one
 * thread. Server frames must fit into the buffer whole.
 */
final class WebSocket implements AutoCloseable {

  /** Stands for an end without a close frame. */
  static final int HUNG_UP = 1006;

  private static final int NO_CODE = 1005;

  private final SocketChannel channel;
  private final ByteBuffer in;
  private int closeCode;

  private WebSocket(SocketChannel channel, int bufferBytes) {
    this.channel = channel;
    this.in = ByteBuffer.allocateDirect(bufferBytes);
  }

  /**
   * Connects and shakes hands.
   *
   * @param from the address of ours to connect from, or null for the usual one
   */
  static WebSocket open(int port, String path, @Nullable InetAddress from, int bufferBytes)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    if (from != null) {
      channel.bind(new InetSocketAddress(from, 0));
    }
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    WebSocket socket = new WebSocket(channel, bufferBytes);
    socket.shakeHands(port, path);
    return socket;
  }

  private void shakeHands(int port, String path) throws IOException {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: c29qb3Vybi1iZW5jaC0wMQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    writeAll(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    String head = "";
    int end;
    do {
      receive();
      byte[] bytes = new byte[in.position()];
      in.get(0, bytes);
      head = new String(bytes, StandardCharsets.ISO_8859_1);
      end = head.indexOf("\r\n\r\n");
    } while (end < 0);
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new IOException("no WebSocket: " + head.lines().findFirst().orElse(head));
    }
    in.flip().position(end + 4);
    in.compact();
  }

  SocketChannel channel() {
    return channel;
  }

  void nonBlocking() throws IOException {
    channel.configureBlocking(false);
  }

  void send(int opcode, byte[] payload) throws IOException {
    ByteBuffer frame =
        ByteBuffer.allocate(WebSocketWire.headLength(payload.length) + payload.length);
    WebSocketWire.putFrame(frame, opcode, payload);
    writeAll(frame.flip());
  }

  void sendText(String text) throws IOException {
    send(WebSocketWire.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Blocks until something came. */
  void receive() throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("the server ended the connection");
    }
  }

  /**
   * Reads what is there and hands on the frames that are whole.
   *
   * @return how many bytes came; -1 at the end of the connection
   */
  int read(FrameSink sink) throws IOException {
    int count = channel.read(in);
    if (count < 0) {
      closeCode = closeCode == 0 ? HUNG_UP : closeCode;
    } else if (count > 0) {
      handOn(sink);
    }
    return count;
  }

  /** Hands on the frames that were received whole. */
  void handOn(FrameSink sink) throws IOException {
    ByteBuffer buffer = in;
    int at = 0;
    int end = buffer.position();
    while (end - at >= 2) {
      int opcode = buffer.get(at) & 0x0f;
      long length = buffer.get(at + 1) & 0x7f;
      int head = 2;
      if (length == 126) {
        head = 4;
        if (end - at < head) {
          break;
        }
        length = buffer.getShort(at + 2) & 0xffff;
      } else if (length == 127) {
        head = 10;
        if (end - at < head) {
          break;
        }
        length = buffer.getLong(at + 2);
      }
      if (length > buffer.capacity() - head) {
        throw new IOException("a frame of " + length + " bytes is more than the client takes");
      }
      if (end - at - head < length) {
        break;
      }
      frame(opcode, at + head, (int) length, sink);
      at += head + (int) length;
    }
    if (at > 0) {
      buffer.flip().position(at);
      buffer.compact();
    }
  }

  private void frame(int opcode, int from, int length, FrameSink sink) throws IOException {
    switch (opcode) {
      case WebSocketWire.BINARY, WebSocketWire.CONTINUATION -> sink.binary(in, from, length);
      case WebSocketWire.TEXT -> sink.text(text(from, length));
      case WebSocketWire.PING -> send(WebSocketWire.PONG, bytes(from, length));
      case WebSocketWire.CLOSE -> closeCode = length < 2 ? NO_CODE : in.getShort(from) & 0xffff;
      default -> {}
    }
  }

  private byte[] bytes(int from, int length) {
    byte[] bytes = new byte[length];
    in.get(from, bytes);
    return bytes;
  }

  private String text(int from, int length) {
    return new String(bytes(from, length), StandardCharsets.UTF_8);
  }

  /** The code that the server closed with; 1006 if it just hung up, 0 while it is open. */
  int closeCode() {
    return closeCode;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
