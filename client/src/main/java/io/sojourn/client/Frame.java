package io.sojourn.client;

import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ConnectCodec;
import java.util.ArrayList;
import java.util.List;

/** The messages that become the next frame. */
final class Frame {

  /** Past this many bytes a frame takes no more: what comes next need not wait for all of it. */
  static final int BYTES_WANTED = 256 << 10;

  private final List<ClientMessage> messages = new ArrayList<>();
  private int bytes;

  void add(ClientMessage message) {
    messages.add(message);
    bytes += ConnectCodec.bytesAtMost(message);
  }

  boolean hasRoom() {
    return bytes < BYTES_WANTED && messages.size() < ConnectCodec.FRAME_MESSAGES_MAX - 8;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  List<ClientMessage> messages() {
    return messages;
  }

  void clear() {
    messages.clear();
    bytes = 0;
  }
}
