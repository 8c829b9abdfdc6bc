package io.sojourn.relay;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Knows, byte by byte, whether a terminal's output may be cut here: whether the next byte begins a
 * character or an escape sequence of its own.
 *
 * <p>A small state machine after ECMA-48 and the usual emulators: CSI, OSC (ended by BEL or ST),
 * DCS, SOS, PM and APC strings (ended by ST), sequences with intermediates such as charset
 * selections, single shifts with the character they shift, C1 controls in their UTF-8 form, and
 * UTF-8 itself. CAN and SUB end any sequence, ESC begins a new one.
 */
final class EscapeTracker {

  private static final byte GROUND = 0;
  private static final byte UTF8_LAST = 1;
  private static final byte UTF8_TWO = 2;
  private static final byte UTF8_THREE = 3;
  private static final byte C1 = 4;
  private static final byte ESC = 5;
  private static final byte INTERMEDIATE = 6;
  private static final byte SHIFT = 7;
  private static final byte CSI = 8;
  private static final byte OSC = 9;
  private static final byte OSC_C1 = 10;
  private static final byte STRING = 11;
  private static final byte STRING_C1 = 12;
  private static final int STATES = 13;

  private static final byte[] NEXT = table();

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long ESCAPES = ONES * 0x1b;

  private int state = GROUND;

  /** Whether the stream may be cut after the last byte that was fed. */
  boolean isSafe() {
    return state == GROUND;
  }

  /** Feeds all bytes of {@code [from, to)}. */
  void feed(byte[] bytes, int from, int to) {
    int s = state;
    int i = from;
    while (i < to) {
      if (s == GROUND) {
        i = skipPlain(bytes, i, to);
        if (i == to) {
          break;
        }
      }
      s = NEXT[(s << 8) | (bytes[i++] & 0xff)];
    }
    state = s;
  }

  /** Feeds bytes of {@code [from, to)} up to the first safe place, and answers where that is. */
  int feedUntilSafe(byte[] bytes, int from, int to) {
    int s = state;
    int i = from;
    while (i < to && s != GROUND) {
      s = NEXT[(s << 8) | (bytes[i++] & 0xff)];
    }
    state = s;
    return i;
  }

  /** Skips bytes that neither start a sequence nor a multi-byte character, eight at a time. */
  private static int skipPlain(byte[] bytes, int from, int to) {
    int i = from;
    while (i + Long.BYTES <= to) {
      long word = (long) LONGS.get(bytes, i);
      long escapes = word ^ ESCAPES;
      if (((word | ((escapes - ONES) & ~escapes)) & HIGHS) != 0) {
        break;
      }
      i += Long.BYTES;
    }
    while (i < to && bytes[i] >= 0 && bytes[i] != 0x1b) {
      i++;
    }
    return i;
  }

  private static byte[] table() {
    byte[] next = new byte[STATES << 8];
    for (int state = 0; state < STATES; state++) {
      for (int b = 0; b < 256; b++) {
        next[(state << 8) | b] = next(state, b);
      }
    }
    return next;
  }

  private static byte next(int state, int b) {
    if (b == 0x1b) {
      return ESC;
    }
    if (b == 0x18 || b == 0x1a) {
      return GROUND;
    }
    return switch (state) {
      case UTF8_LAST -> isContinuation(b) ? GROUND : ground(b);
      case UTF8_TWO -> isContinuation(b) ? UTF8_LAST : ground(b);
      case UTF8_THREE -> isContinuation(b) ? UTF8_TWO : ground(b);
      case C1 -> isContinuation(b) ? control(b) : ground(b);
      case ESC -> escape(b);
      case INTERMEDIATE -> b < 0x30 || b == 0x7f ? INTERMEDIATE : b < 0x80 ? GROUND : ground(b);
      case SHIFT -> b < 0x20 ? SHIFT : ground(b);
      case CSI -> b >= 0x40 && b < 0x7f ? GROUND : CSI;
      case OSC, OSC_C1 -> string(b, OSC, OSC_C1, state == OSC_C1);
      case STRING, STRING_C1 -> string(b, STRING, STRING_C1, state == STRING_C1);
      default -> ground(b);
    };
  }

  private static byte ground(int b) {
    if (b < 0xc2) {
      return GROUND;
    }
    if (b == 0xc2) {
      return C1;
    }
    if (b < 0xe0) {
      return UTF8_LAST;
    }
    if (b < 0xf0) {
      return UTF8_TWO;
    }
    return b < 0xf5 ? UTF8_THREE : GROUND;
  }

  private static byte escape(int b) {
    if (b >= 0x80) {
      return ground(b);
    }
    if (b < 0x20 || b == 0x7f) {
      return ESC;
    }
    return b < 0x30 ? INTERMEDIATE : b < 0x60 ? control(b + 0x40) : GROUND;
  }

  /** What a C1 control opens, given as its code point 0x80 to 0xbf. */
  private static byte control(int c) {
    return switch (c) {
      case 0x8e, 0x8f -> SHIFT;
      case 0x90, 0x98, 0x9e, 0x9f -> STRING;
      case 0x9b -> CSI;
      case 0x9d -> OSC;
      default -> GROUND;
    };
  }

  private static byte string(int b, byte inside, byte afterC2, boolean isAfterC2) {
    if ((isAfterC2 && b == 0x9c) || (inside == OSC && b == 0x07)) {
      return GROUND;
    }
    return b == 0xc2 ? afterC2 : inside;
  }

  private static boolean isContinuation(int b) {
    return (b & 0xc0) == 0x80;
  }
}
