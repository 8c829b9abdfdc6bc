package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;

/** One terminal of a host: its name and its scrollback. Not thread-safe. */
final class Terminal {

  private static final int SCRATCH_BYTES = 16 << 10;

  /** Where bytes outside the heap are put to be looked at: one per event loop. */
  private static final FastThreadLocal<byte[]> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[SCRATCH_BYTES];
        }
      };

  private final String id;
  private final byte[] idBytes;
  private final Scrollback scrollback;
  private String name = "";
  private boolean listed;

  Terminal(String id, Scrollback scrollback) {
    this.id = id;
    this.idBytes = id.getBytes(StandardCharsets.UTF_8);
    this.scrollback = scrollback;
  }

  String id() {
    return id;
  }

  byte[] idBytes() {
    return idBytes;
  }

  /** Its name, or its id as long as the host has given it none. */
  String title() {
    return name.isEmpty() ? id : name;
  }

  Scrollback scrollback() {
    return scrollback;
  }

  /** Whether the host itself named this terminal, in a list or when it was opened. */
  boolean isListed() {
    return listed;
  }

  void listedAs(String newName) {
    name = newName;
    listed = true;
  }

  void unlisted() {
    listed = false;
  }

  /** Whether the frame is of this terminal. */
  boolean owns(ByteBuf frame) {
    int length = idBytes.length;
    if (TerminalFrame.idLength(frame) != length) {
      return false;
    }
    int at = frame.readerIndex() + 1;
    for (int i = 0; i < length; i++) {
      if (frame.getByte(at + i) != idBytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Keeps the output that the frame carries. */
  void keep(ByteBuf frame) {
    int at = TerminalFrame.payloadIndex(frame);
    int left = TerminalFrame.payloadLength(frame);
    if (frame.hasArray()) {
      scrollback.append(frame.array(), frame.arrayOffset() + at, left);
      return;
    }
    byte[] scratch = SCRATCH.get();
    while (left > 0) {
      int part = Math.min(left, scratch.length);
      frame.getBytes(at, scratch, 0, part);
      scrollback.append(scratch, 0, part);
      at += part;
      left -= part;
    }
  }
}
