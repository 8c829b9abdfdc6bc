package io.sojourn.cli;

import java.io.ByteArrayOutputStream;

/**
 * The most recent output of a terminal, bounded, from which its screen can be drawn again somewhere
 * else.
 *
 * <p>What falls out at the old end is not only forgotten: the modes that it switched on are kept,
 * so that the rest is shown on the right screen. Not safe for several threads.
 */
final class OutputRing {
  static final int USUAL_BYTES = 256 * 1024;
  private static final byte[] RESET = {0x1b, 'c'};

  private final byte[] ring;
  private final TerminalModes fallenOut = new TerminalModes();
  private int start;
  private int size;

  OutputRing(int capacityBytes) {
    ring = new byte[capacityBytes];
  }

  void append(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (size == ring.length) {
        fallenOut.feed(ring[start]);
        start = start + 1 == ring.length ? 0 : start + 1;
        size--;
      }
      int end = start + size;
      ring[end < ring.length ? end : end - ring.length] = bytes[i];
      size++;
    }
  }

  /**
   * Bytes that draw the screen on a terminal in any state: a full reset, the modes of what is gone,
   * then what is kept, from the first place that is not inside an escape sequence or a character.
   */
  byte[] redraw() {
    TerminalModes before = new TerminalModes(fallenOut);
    int skipped = 0;
    while (skipped < size && !before.betweenSequences()) {
      before.feed(at(skipped++));
    }
    ByteArrayOutputStream drawing = new ByteArrayOutputStream(RESET.length + size + 64);
    drawing.writeBytes(RESET);
    drawing.writeBytes(before.enter());
    for (int i = skipped; i < size; i++) {
      drawing.write(at(i));
    }
    return drawing.toByteArray();
  }

  private byte at(int index) {
    int place = start + index;
    return ring[place < ring.length ? place : place - ring.length];
  }
}
