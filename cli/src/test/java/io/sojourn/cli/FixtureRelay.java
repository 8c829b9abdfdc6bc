package io.sojourn.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/**
 * A relay's end of the wire under a test's control: accepts WebSockets one after another and lets
 * the test say each word, so that a loss or a refusal comes exactly where the test wants it. RFC
 * 6455.
 */
final class FixtureRelay implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ServerSocket listening;
  private final BlockingQueue<Peer> accepted = new LinkedBlockingQueue<>();

  FixtureRelay() throws IOException {
    listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
  }

  String address() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  /** The next connection, after its handshake. */
  Peer next() throws InterruptedException {
    Peer peer = accepted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (peer == null) {
      throw new AssertionError("nobody connected within " + PATIENCE.toSeconds() + " s");
    }
    return peer;
  }

  private void acceptAll() {
    try {
      while (true) {
        Peer peer = new Peer(listening.accept());
        accepted.add(peer);
        Thread.ofVirtual().start(peer::readAll);
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  /** One connection. */
  static final class Peer {
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final BlockingQueue<ObjectNode> messages = new LinkedBlockingQueue<>();
    private final Transcript typed = new Transcript();

    private Peer(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      this.out = socket.getOutputStream();
      handshake();
    }

    /** The next control message of this type; others before it are passed over. */
    ObjectNode await(String type) throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        ObjectNode message = messages.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (message == null) {
          throw new AssertionError("no " + type + " within " + PATIENCE.toSeconds() + " s");
        }
        if (Json.text(message, "type").equals(type)) {
          return message;
        }
      }
    }

    /** All bytes of terminals that came so far, as text. */
    String terminalBytes() {
      return typed.toString();
    }

    void say(ObjectNode message) throws IOException {
      frame(1, message.toString().getBytes(UTF_8));
    }

    void type(String text) throws IOException {
      byte[] bytes = text.getBytes(UTF_8);
      frame(2, TerminalFrame.encode(Share.TERMINAL, bytes, 0, bytes.length).array());
    }

    void close(int code, String reason) throws IOException {
      byte[] text = reason.getBytes(UTF_8);
      frame(8, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
    }

    /** Vanishes without a word, as a lost network does. */
    void drop() throws IOException {
      socket.close();
    }

    private void handshake() throws IOException {
      String key = "";
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18)) {
          key = line.substring(18).strip();
        }
      }
      String accept;
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(US_ASCII));
        accept = Base64.getEncoder().encodeToString(hash);
      } catch (NoSuchAlgorithmException impossible) {
        throw new AssertionError(impossible);
      }
      String answer =
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: "
              + accept
              + "\r\n\r\n";
      out.write(answer.getBytes(US_ASCII));
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException();
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    private void readAll() {
      try {
        while (true) {
          int head = in.readUnsignedByte();
          int length = in.readUnsignedByte() & 0x7f;
          if (length == 126) {
            length = in.readUnsignedShort();
          } else if (length == 127) {
            length = (int) in.readLong();
          }
          byte[] mask = in.readNBytes(4);
          byte[] payload = in.readNBytes(length);
          for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i % 4];
          }
          receive(head & 0x0f, payload);
        }
      } catch (IOException gone) {
        // Closed by one side or the other.
      }
    }

    private void receive(int opcode, byte[] payload) throws IOException {
      switch (opcode) {
        case 1 -> messages.add((ObjectNode) Json.MAPPER.readTree(payload));
        case 2 ->
            typed.append(UTF_8.decode(TerminalFrame.decode(ByteBuffer.wrap(payload)).bytes()));
        case 8 -> {
          frame(8, payload);
          socket.close();
        }
        case 9 -> frame(10, payload);
        default -> throw new IOException("opcode " + opcode);
      }
    }

    private synchronized void frame(int opcode, byte[] payload) throws IOException {
      ByteBuffer wire = ByteBuffer.allocate(10 + payload.length).put((byte) (0x80 | opcode));
      if (payload.length < 126) {
        wire.put((byte) payload.length);
      } else {
        wire.put((byte) 126).putShort((short) payload.length);
      }
      out.write(wire.put(payload).array(), 0, wire.position());
    }
  }
}
