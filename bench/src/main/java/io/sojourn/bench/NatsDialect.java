package io.sojourn.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The protocol of NATS inside binary frames, which cut its stream anywhere: a host publishes to a
 * subject, viewers subscribe to it.
 */
final class NatsDialect implements Dialect {

  private static final byte[] PUBLISH = ascii("PUB t 128\r\n");
  private static final byte[] LINE_END = ascii("\r\n");
  private static final byte[] MESSAGE = ascii("MSG t 1 128\r\n");
  private static final int MESSAGE_LENGTH = MESSAGE.length + Burst.PAYLOAD + LINE_END.length;
  private static final int WORD_LENGTH = "PONG\r\n".length();

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String path() {
    return "/";
  }

  @Override
  public String joinAsHost(WebSocket socket) throws IOException {
    enter(socket, "");
    return Burst.TERMINAL;
  }

  @Override
  public void joinAsViewer(WebSocket socket, String code) throws IOException {
    enter(socket, "SUB " + code + " 1\r\n");
  }

  private static void enter(WebSocket socket, String then) throws IOException {
    socket.send(
        WebSocketWire.BINARY,
        ascii("CONNECT {\"verbose\":false,\"pedantic\":false}\r\n" + then + "PING\r\n"));
    StringBuilder heard = new StringBuilder();
    while (heard.indexOf("PONG\r\n") < 0) {
      socket.receive();
      socket.handOn(
          (in, from, length) -> {
            byte[] bytes = new byte[length];
            in.get(from, bytes);
            heard.append(new String(bytes, StandardCharsets.US_ASCII));
          });
      if (heard.indexOf("-ERR") >= 0) {
        throw new IOException("refused: " + heard);
      }
    }
  }

  @Override
  public Burst burst(int messages) {
    return Burst.oneFrame(messages, PUBLISH, LINE_END);
  }

  @Override
  public FrameSink reader(Tally tally) {
    return new StreamReader(tally);
  }

  /** Puts the stream together again where frames cut it, and reads it where it is whole. */
  private static final class StreamReader implements FrameSink {

    private final Tally tally;
    private final ByteBuffer cut = ByteBuffer.allocate(MESSAGE_LENGTH);

    StreamReader(Tally tally) {
      this.tally = tally;
    }

    @Override
    public void binary(ByteBuffer in, int from, int length) {
      int at = from;
      int end = from + length;
      while (at < end && cut.position() > 0) {
        cut.put(in.get(at++));
        if (cut.position() == lengthOf(cut, 0)) {
          take(cut, 0);
          cut.clear();
        }
      }
      while (at < end && end - at >= lengthOf(in, at)) {
        take(in, at);
        at += lengthOf(in, at);
      }
      while (at < end) {
        cut.put(in.get(at++));
      }
    }

    private static int lengthOf(ByteBuffer stream, int at) {
      return switch (stream.get(at)) {
        case 'M' -> MESSAGE_LENGTH;
        case 'P' -> WORD_LENGTH; // PING or PONG
        default -> throw new IllegalStateException("not a message of NATS");
      };
    }

    private void take(ByteBuffer stream, int at) {
      if (stream.get(at) == 'M') {
        int message = at + MESSAGE.length;
        tally.message(
            stream.getLong(message + Burst.NUMBER_AT), stream.getLong(message + Burst.TIME_AT));
      }
    }
  }
}
