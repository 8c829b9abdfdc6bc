package io.sojourn.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.BadFrameException;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ConnectCodec;
import io.sojourn.wire.connect.Consistency;
import io.sojourn.wire.connect.ServerMessage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** A plain client that speaks either subprotocol, and can also send what is wrong. */
final class WsClient implements AutoCloseable {

  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int PATIENCE_MILLIS = 120_000;

  /** One frame from the server. */
  @SuppressWarnings("ArrayRecordComponent")
  record Frame(int opcode, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeStatus() {
      return ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private boolean json;
  private String subprotocol = "";
  private final Queue<ServerMessage> arrived = new ArrayDeque<>();
  private int frames;

  private WsClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
  }

  static String upgrade(String... headers) {
    StringBuilder head =
        new StringBuilder(
            """
            GET /v1/connect HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13
            """);
    for (String header : headers) {
      head.append(header).append('\n');
    }
    return head.append('\n').toString().replace("\n", "\r\n");
  }

  /** What the server answers to a request that is not for an upgrade as it should be. */
  static String answerTo(int port, String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static WsClient connect(int port, String offered, String... headers) {
    return connect(port, offered, 0, headers);
  }

  /** Connects with a receive buffer of so many bytes, or 0 for whatever is usual. */
  static WsClient connect(int port, String offered, int buffer, String... headers) {
    try {
      Socket socket = new Socket();
      if (buffer > 0) {
        socket.setReceiveBufferSize(buffer);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      WsClient client = new WsClient(socket);
      String[] all = Arrays.copyOf(headers, headers.length + 1);
      all[headers.length] = "Sec-WebSocket-Protocol: " + offered;
      client.sendRaw(upgrade(all).getBytes(StandardCharsets.US_ASCII));
      StringBuilder head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        head.append((char) client.in.readUnsignedByte());
      }
      assertThat(head.toString()).startsWith("HTTP/1.1 101");
      client.subprotocol =
          head.toString().replaceFirst("(?is).*sec-websocket-protocol: ([^\r]*)\r\n.*", "$1");
      client.json = client.subprotocol.endsWith("json");
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the server chose of what was offered. */
  String subprotocol() {
    return subprotocol;
  }

  // ---- sending

  void sendRaw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends the messages in one frame. */
  void send(ClientMessage... messages) {
    sendRaw(frame(messages));
  }

  byte[] frame(ClientMessage... messages) {
    return json
        ? frame(TEXT, true, text(messages).getBytes(StandardCharsets.UTF_8))
        : frame(BINARY, true, bytes(messages));
  }

  static byte[] bytes(ClientMessage... messages) {
    ByteBuffer encoded = ConnectCodec.encodeClient(List.of(messages));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  private static String text(ClientMessage... messages) {
    if (messages.length == 1) {
      return JsonMessages.write(messages[0]).toString();
    }
    ArrayNode array = JsonMessages.JSON.createArrayNode();
    for (ClientMessage message : messages) {
      array.add(JsonMessages.write(message));
    }
    return array.toString();
  }

  static byte[] frame(int opcode, boolean last, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
    out.writeBytes(head(opcode, last, payload.length));
    byte[] mask = {0x12, 0x34, 0x56, 0x78};
    out.writeBytes(mask);
    byte[] masked = new byte[payload.length];
    for (int i = 0; i < payload.length; i++) {
      masked[i] = (byte) (payload[i] ^ mask[i & 3]);
    }
    out.writeBytes(masked);
    return out.toByteArray();
  }

  /** The first bytes of a frame of that length, without the mask. */
  static byte[] head(int opcode, boolean last, long length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write((last ? 0x80 : 0) | opcode);
    if (length < 126) {
      out.write((int) (0x80 | length));
    } else if (length <= 0xffff) {
      out.write(0x80 | 126);
      out.write((int) (length >> 8));
      out.write((int) length);
    } else {
      out.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) (length >> shift));
      }
    }
    return out.toByteArray();
  }

  // ---- what is usually sent

  static byte[] nonce(int number) {
    return ByteBuffer.allocate(16).putLong(0x736f6a6f75726eL).putLong(number).array();
  }

  static byte[] token(int number) {
    return ByteBuffer.allocate(32).putLong(24, number).array();
  }

  static ClientMessage.CreateSession creation(int number) {
    return new ClientMessage.CreateSession(
        nonce(number), token(number), "ada", 0, 0, new TreeMap<>(), ConnectServer.KEY);
  }

  void request(long sequence, String command) {
    request(sequence, 1, command);
  }

  void request(long sequence, long lowestAwaited, String command) {
    send(requestOf(sequence, lowestAwaited, command));
  }

  static ClientMessage.Request requestOf(long sequence, long lowestAwaited, String command) {
    return new ClientMessage.Request(sequence, lowestAwaited, Notes.bytes(command), false);
  }

  void query(long correlationId, String question) {
    send(
        new ClientMessage.Query(correlationId, Notes.bytes(question), Consistency.LINEARIZABLE, 0));
  }

  // ---- receiving

  /** The next frame, whatever it is. */
  Frame anyFrame() {
    try {
      int opcode = in.readUnsignedByte() & 0x0f;
      long length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      byte[] payload = new byte[(int) length];
      in.readFully(payload);
      return new Frame(opcode, payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame that is no ping; pings are answered. */
  Frame frame() {
    while (true) {
      Frame frame = anyFrame();
      if (frame.opcode() != PING) {
        return frame;
      }
      sendRaw(frame(PONG, true, frame.payload()));
    }
  }

  /** The next message of the server. */
  ServerMessage next() {
    while (arrived.isEmpty()) {
      Frame frame = frame();
      frames++;
      assertThat(frame.opcode())
          .as("a message, not %s", frame.text())
          .isEqualTo(json ? TEXT : BINARY);
      arrived.addAll(decode(frame));
    }
    return arrived.remove();
  }

  /** In how many frames the messages came until now. */
  int frames() {
    return frames;
  }

  private List<ServerMessage> decode(Frame frame) {
    if (!json) {
      try {
        return ConnectCodec.decodeServer(ByteBuffer.wrap(frame.payload()));
      } catch (BadFrameException e) {
        throw new AssertionError("the server sent a bad frame", e);
      }
    }
    JsonNode node = JsonMessages.JSON.readTree(frame.payload());
    return node.isArray()
        ? node.valueStream().map(JsonMessages::read).toList()
        : List.of(JsonMessages.read(node));
  }

  <M extends ServerMessage> M next(Class<M> kind) {
    ServerMessage message = next();
    assertThat(message).isInstanceOf(kind);
    return kind.cast(message);
  }

  /** The reply that must come next, as text. */
  String reply(long sequence) {
    ServerMessage.Reply reply = next(ServerMessage.Reply.class);
    assertThat(reply.sequence()).isEqualTo(sequence);
    return Notes.text(reply.payload());
  }

  /** The error that must come next. */
  String error(long sequence) {
    ServerMessage.RequestError error = next(ServerMessage.RequestError.class);
    assertThat(error.sequence()).isEqualTo(sequence);
    assertThat(error.detail()).isNotEmpty();
    return error.code();
  }

  /** Expects the last message and the close frame behind it, and sees the socket end. */
  ServerMessage.Closed closed(int status) {
    ServerMessage.Closed closed = next(ServerMessage.Closed.class);
    ends(status);
    return closed;
  }

  /** Expects the last message and the close frame behind it, and sees the socket end. */
  ServerMessage.Rejected rejected(int status) {
    ServerMessage.Rejected rejected = next(ServerMessage.Rejected.class);
    ends(status);
    return rejected;
  }

  private void ends(int status) {
    assertThat(arrived).isEmpty();
    Frame frame = frame();
    assertThat(frame.opcode()).as("a close frame, not %s", frame.text()).isEqualTo(CLOSE);
    assertThat(frame.closeStatus()).isEqualTo(status);
    try {
      sendRaw(frame(CLOSE, true, frame.payload()));
      assertThat(isOver()).isTrue();
    } catch (UncheckedIOException reset) {
      // Over before it was answered, since something that was sent was never read.
    }
  }

  /** Whether the stream ends here. */
  boolean isOver() {
    try {
      return in.read() == -1;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** Creates the session of that number. */
  ServerMessage.SessionCreated create(int number) {
    send(creation(number));
    return next(ServerMessage.SessionCreated.class);
  }

  /** Takes the session of that number over. */
  ServerMessage.SessionContinued resume(SessionId id, int number) {
    send(new ClientMessage.ContinueSession(id, token(number), 0));
    return next(ServerMessage.SessionContinued.class);
  }

  /** The line is cut: no close frame. */
  void cut() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
