package io.sojourn.bench;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A number of messages made ready to be written by one call: only their numbers and the time of
 * sending are filled in. Each message is {@link #PAYLOAD} bytes: the length of a terminal's id, the
 * id, the message's number, the time, filling.
 */
final class Burst {

  static final int PAYLOAD = 128;

  /** The one terminal, or subject, of a relay under load. */
  static final String TERMINAL = "t";

  /** Where in a message its number is; the time follows. */
  static final int NUMBER_AT = 1 + TERMINAL.length();

  static final int TIME_AT = NUMBER_AT + Long.BYTES;

  private final ByteBuffer image;
  private final int[] numbersAt;
  private final long[] numberMasks;
  private final long[] timeMasks;

  private Burst(ByteBuffer image, List<Integer> numbersAt, List<Integer> payloadOffsets) {
    this.image = image;
    this.numbersAt = numbersAt.stream().mapToInt(Integer::intValue).toArray();
    this.numberMasks = payloadOffsets.stream().mapToLong(WebSocketWire::mask).toArray();
    this.timeMasks =
        payloadOffsets.stream().mapToLong(at -> WebSocketWire.mask(at + Long.BYTES)).toArray();
  }

  static byte[] message() {
    byte[] message = new byte[PAYLOAD];
    message[0] = (byte) TERMINAL.length();
    message[1] = (byte) TERMINAL.charAt(0);
    for (int i = TIME_AT + Long.BYTES; i < PAYLOAD; i++) {
      message[i] = (byte) ('a' + i % 26);
    }
    return message;
  }

  /** Each message in a frame of its own. */
  static Burst framePerMessage(int messages) {
    return inFrames(messages, 1, new byte[0], new byte[0]);
  }

  /** All messages in one frame, each between two texts of the protocol. */
  static Burst oneFrame(int messages, byte[] before, byte[] after) {
    return inFrames(1, messages, before, after);
  }

  private static Burst inFrames(int frames, int perFrame, byte[] before, byte[] after) {
    byte[] message = message();
    int each = before.length + PAYLOAD + after.length;
    byte[] payload = new byte[perFrame * each];
    for (int i = 0; i < perFrame; i++) {
      System.arraycopy(before, 0, payload, i * each, before.length);
      System.arraycopy(message, 0, payload, i * each + before.length, PAYLOAD);
      System.arraycopy(after, 0, payload, i * each + before.length + PAYLOAD, after.length);
    }
    int head = WebSocketWire.headLength(payload.length);
    ByteBuffer image = ByteBuffer.allocateDirect(frames * (head + payload.length));
    List<Integer> numbersAt = new ArrayList<>();
    List<Integer> offsets = new ArrayList<>();
    for (int frame = 0; frame < frames; frame++) {
      for (int i = 0; i < perFrame; i++) {
        int offset = i * each + before.length + NUMBER_AT;
        offsets.add(offset);
        numbersAt.add(image.position() + head + offset);
      }
      WebSocketWire.putFrame(image, WebSocketWire.BINARY, payload);
    }
    return new Burst(image, numbersAt, offsets);
  }

  int messages() {
    return numbersAt.length;
  }

  /** The bytes to write, with numbers from that one on. */
  ByteBuffer numbered(long first, long nanoTime) {
    for (int i = 0; i < numbersAt.length; i++) {
      image.putLong(numbersAt[i], (first + i) ^ numberMasks[i]);
      image.putLong(numbersAt[i] + Long.BYTES, nanoTime ^ timeMasks[i]);
    }
    return image.rewind();
  }
}
