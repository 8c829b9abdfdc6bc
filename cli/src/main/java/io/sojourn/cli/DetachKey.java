package io.sojourn.cli;

import java.io.ByteArrayOutputStream;

/**
 * Finds the key that leaves a joined terminal: Ctrl-] and then q. Ctrl-] twice sends one; before
 * any other key it is sent as it is. Not safe for several threads.
 */
final class DetachKey {
  static final String NAME = "Ctrl-] then q";
  private static final byte PREFIX = 0x1d;

  private boolean afterPrefix;
  private boolean pressed;

  /** The bytes to send on, of those typed; nothing more once the key was pressed. */
  byte[] filter(byte[] typed, int length) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(length + 1);
    for (int i = 0; i < length && !pressed; i++) {
      byte b = typed[i];
      if (!afterPrefix) {
        if (b == PREFIX) {
          afterPrefix = true;
        } else {
          kept.write(b);
        }
        continue;
      }
      afterPrefix = false;
      if (b == 'q') {
        pressed = true;
      } else {
        kept.write(PREFIX);
        if (b != PREFIX) {
          kept.write(b);
        }
      }
    }
    return kept.toByteArray();
  }

  boolean isPressed() {
    return pressed;
  }
}
