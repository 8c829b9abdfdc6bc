package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A plain WebSocket client that shows frames as they are, and can also send what is wrong. */
final class WsClient implements AutoCloseable {

  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** How much the kernel keeps of what a client does not read, as it does at the relay's end. */
  static final int KERNEL_BYTES = RelayLimits.Frames.DEFAULT.socketBytes();

  private static final int PATIENCE_MILLIS = 20_000;

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

  static final String UPGRADE =
      """
      GET /ws HTTP/1.1
      Host: localhost
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13

      """;

  private final Socket socket;
  private final DataInputStream in;
  private String code = "";
  private String resumeToken = "";
  private String sessionId = "";

  private WsClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
  }

  /** What the server answers to a request that is not for an upgrade as it should be. */
  static String answerTo(int port, String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static WsClient connect(int port) {
    try {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(KERNEL_BYTES);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      WsClient client = new WsClient(socket);
      client.sendRaw(UPGRADE.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
      StringBuilder head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        head.append((char) client.in.readUnsignedByte());
      }
      assertThat(head.toString())
          .startsWith("HTTP/1.1 101")
          .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- sending

  void sendRaw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void sendText(String text) {
    sendRaw(frame(TEXT, true, text.getBytes(StandardCharsets.UTF_8)));
  }

  void sendBinary(byte[] payload) {
    sendRaw(frame(BINARY, true, payload));
  }

  void sendOutput(String terminal, String bytes) {
    sendOutput(terminal, bytes.getBytes(StandardCharsets.UTF_8));
  }

  void sendOutput(String terminal, byte[] bytes) {
    sendBinary(terminalFrame(terminal, bytes));
  }

  void sendClose(int status) {
    sendRaw(frame(CLOSE, true, new byte[] {(byte) (status >> 8), (byte) status}));
  }

  static byte[] terminalFrame(String terminal, byte[] bytes) {
    byte[] id = terminal.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(id.length);
    out.writeBytes(id);
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  static byte[] frame(int opcode, boolean last, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
    out.write((last ? 0x80 : 0) | opcode);
    if (payload.length < 126) {
      out.write(0x80 | payload.length);
    } else if (payload.length <= 0xffff) {
      out.write(0x80 | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >> shift));
      }
    }
    byte[] mask = {0x12, 0x34, 0x56, 0x78};
    out.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ mask[i & 3]);
    }
    return out.toByteArray();
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

  /** Returns when the relay has seen all that was sent before. */
  void settle() {
    sendRaw(frame(PING, true, new byte[] {7}));
    assertThat(frame().opcode()).isEqualTo(PONG);
  }

  String text() {
    Frame frame = frame();
    assertThat(frame.opcode()).as("a text frame, not %s", frame.text()).isEqualTo(TEXT);
    return frame.text();
  }

  /** The next frame, which must be of that terminal. */
  byte[] output(String terminal) {
    Frame frame = frame();
    assertThat(frame.opcode()).as("a binary frame, not %s", frame.text()).isEqualTo(BINARY);
    byte[] payload = frame.payload();
    int idLength = payload[0] & 0xff;
    assertThat(new String(payload, 1, idLength, StandardCharsets.UTF_8)).isEqualTo(terminal);
    return Arrays.copyOfRange(payload, 1 + idLength, payload.length);
  }

  String outputText(String terminal) {
    return new String(output(terminal), StandardCharsets.UTF_8);
  }

  /** Expects the close frame next, answers it, and sees the socket end. */
  int closed() {
    Frame frame = frame();
    assertThat(frame.opcode()).as("a close frame, not %s", frame.text()).isEqualTo(CLOSE);
    sendRaw(frame(CLOSE, true, frame.payload()));
    assertThat(ends()).isTrue();
    return frame.closeStatus();
  }

  /** Reads on until the close frame comes. */
  int closedSometime() {
    while (true) {
      Frame frame = frame();
      if (frame.opcode() == CLOSE) {
        return frame.closeStatus();
      }
    }
  }

  /** Whether the stream ends here. */
  boolean ends() {
    try {
      return in.read() == -1;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  // ---- what was said

  void registered() {
    String answer = text();
    assertThat(field(answer, "type")).isEqualTo("registered");
    code = field(answer, "code");
    resumeToken = field(answer, "resume_token");
    sessionId = field(answer, "session_id");
  }

  void admitted() {
    String answer = text();
    assertThat(field(answer, "type")).as(answer).isEqualTo("auth_success");
    resumeToken = field(answer, "resume_token");
    sessionId = field(answer, "viewer_id");
  }

  String code() {
    return code;
  }

  String resumeToken() {
    return resumeToken;
  }

  /** The session of a host; of a viewer its own, not its host's. */
  String sessionId() {
    return sessionId;
  }

  /** The value of a field of a flat JSON object, as text. */
  static String field(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":(?:\"([^\"]*)\"|([^,}\"]+))").matcher(json);
    assertThat(found.find()).as("%s in %s", name, json).isTrue();
    return found.group(1) == null ? found.group(2) : found.group(1);
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
