package io.sojourn.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A relay for one host, a thread per connection; what it does to a frame can be chosen. */
final class EchoRelay implements AutoCloseable {

  /** What leaves the relay for each frame that comes, counted from 1. */
  interface Fault {
    List<byte[]> outOf(long number, byte[] frame);
  }

  private final ServerSocket listener;
  private final Fault fault;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<OutputStream> viewers = new CopyOnWriteArrayList<>();

  EchoRelay(Fault fault) throws IOException {
    this.fault = fault;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // the end of the test
    }
  }

  private void serve(Socket socket) {
    try {
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      OutputStream out = socket.getOutputStream();
      int blank = 0;
      while (blank < 4) { // up to the empty line behind the request's head
        blank = in.read() == "\r\n\r\n".charAt(blank) ? blank + 1 : 0;
      }
      out.write("HTTP/1.1 101 Switching Protocols\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String first = new String(frame(in), StandardCharsets.UTF_8);
      if (first.contains("auth")) {
        viewers.add(out);
        send(out, WebSocketWire.TEXT, ascii("{\"type\":\"auth_success\"}"));
        return;
      }
      send(out, WebSocketWire.TEXT, ascii("{\"type\":\"registered\",\"code\":\"ABC234\"}"));
      frame(in); // session_connected
      for (long number = 1; ; number++) {
        for (byte[] each : fault.outOf(number, frame(in))) {
          for (OutputStream viewer : viewers) {
            send(viewer, WebSocketWire.BINARY, each);
          }
        }
      }
    } catch (IOException closed) {
      // the end of the test
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] frame(DataInputStream in) throws IOException {
    in.readByte();
    int length = in.readByte() & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    }
    byte[] key = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    if (payload.length < length) {
      throw new IOException("closed");
    }
    for (int i = 0; i < length; i++) {
      payload[i] ^= key[i % 4];
    }
    return payload;
  }

  private static void send(OutputStream out, int opcode, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 4);
    frame.put((byte) (0x80 | opcode));
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else {
      frame.put((byte) 126).putShort((short) payload.length);
    }
    frame.put(payload);
    out.write(frame.array(), 0, frame.position());
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
