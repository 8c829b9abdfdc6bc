package io.sojourn.wire.connect;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Frames of either side as lists of records. */
final class Frames {

  private Frames() {}

  static List<? extends Record> decode(String side, byte[] frame) throws BadFrameException {
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    return side.equals("Client")
        ? ConnectCodec.decodeClient(buffer).stream().map(Record.class::cast).toList()
        : ConnectCodec.decodeServer(buffer).stream().map(Record.class::cast).toList();
  }

  static byte[] encode(String side, List<? extends Record> messages) {
    ByteBuffer frame =
        side.equals("Client")
            ? ConnectCodec.encodeClient(messages.stream().map(ClientMessage.class::cast).toList())
            : ConnectCodec.encodeServer(messages.stream().map(ServerMessage.class::cast).toList());
    return Arrays.copyOfRange(frame.array(), frame.arrayOffset(), frame.remaining());
  }
}
