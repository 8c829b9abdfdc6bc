package io.sojourn.cli;

import com.sun.jna.Library;
import com.sun.jna.Native;

/**
 * The settings of a terminal exactly as the system keeps them, POSIX {@code struct termios}: taken,
 * changed and put back without a look inside, so that nothing of them is lost on the way.
 */
final class TerminalSettings {
  /** More than the structure has on any system: 60 bytes on Linux, 72 on macOS. */
  private static final int STRUCT_BYTES = 256;

  private static final int NOW = 0;

  /** The functions of the C library that deal with it. */
  interface Termios extends Library {
    Termios C = Native.load(Termios.class);

    int tcgetattr(int descriptor, byte[] into);

    int tcsetattr(int descriptor, int when, byte[] from);

    void cfmakeraw(byte[] settings);
  }

  private final byte[] struct;

  private TerminalSettings(byte[] struct) {
    this.struct = struct;
  }

  /** The settings of the terminal behind a file descriptor. */
  static TerminalSettings of(int descriptor) {
    byte[] struct = new byte[STRUCT_BYTES];
    if (Termios.C.tcgetattr(descriptor, struct) != 0) {
      throw new CommandFailure(ExitStatus.FAILED, "cannot read the settings of this terminal");
    }
    return new TerminalSettings(struct);
  }

  /** The same, with each key and each byte going through as it is. */
  TerminalSettings raw() {
    byte[] changed = struct.clone();
    Termios.C.cfmakeraw(changed);
    return new TerminalSettings(changed);
  }

  void apply(int descriptor) {
    Termios.C.tcsetattr(descriptor, NOW, struct.clone());
  }
}
