package io.sojourn.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jline.nativ.CLibrary;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that the command was started from, or the pipe or file in its place.
 *
 * <p>While open in raw mode each key goes through as it is, Ctrl-C too. The terminal is given back
 * as it was found when this is closed and when a signal ends the process. Output is safe for
 * several threads; notices are put only between escape sequences.
 */
final class LocalTerminal implements AutoCloseable {
  private static final int KEYBOARD = 0;
  private static final int SCREEN = 1;
  private static final byte[] SAVE_TITLE = ascii("\u001b[22;2t");
  private static final byte[] RESTORE_TITLE = ascii("\u001b[23;2t");

  private final boolean interactive;
  private final InputStream input = new FileInputStream(FileDescriptor.in);
  private final OutputStream output = new FileOutputStream(FileDescriptor.out);
  private final TerminalModes modes = new TerminalModes();
  private final Thread hook = new Thread(this::restore, "terminal-restore");
  private @Nullable TerminalSettings found;
  private @Nullable String title;
  private boolean restored;

  private LocalTerminal(boolean interactive) {
    this.interactive = interactive;
  }

  /** Opens the process's terminal; without one it works on plain standard input and output. */
  static LocalTerminal open() {
    return new LocalTerminal(CLibrary.isatty(KEYBOARD) != 0 && CLibrary.isatty(SCREEN) != 0);
  }

  boolean isInteractive() {
    return interactive;
  }

  /** What is typed, byte for byte. */
  InputStream input() {
    return input;
  }

  WindowSize size() {
    CLibrary.WinSize now = new CLibrary.WinSize();
    boolean known =
        interactive
            && CLibrary.ioctl(SCREEN, CLibrary.TIOCGWINSZ, now) == 0
            && now.ws_col > 0
            && now.ws_row > 0;
    return known ? new WindowSize(now.ws_col, now.ws_row) : WindowSize.USUAL;
  }

  /** Calls back after each change of the window's size, on a thread of the JDK. */
  void onResize(Consumer<WindowSize> changed) {
    if (interactive) {
      Signals.register("WINCH", () -> changed.accept(size()));
    }
  }

  /** Switches a terminal to raw mode; does nothing without one, or once it was given back. */
  synchronized void raw() {
    if (!interactive || found != null || restored) {
      return;
    }
    TerminalSettings before = TerminalSettings.of(KEYBOARD);
    found = before;
    Runtime.getRuntime().addShutdownHook(hook);
    before.raw().apply(KEYBOARD);
    write(SAVE_TITLE);
  }

  /** Prints a terminal's bytes exactly as they are. */
  synchronized void print(byte[] bytes, int offset, int length) {
    if (restored) {
      return;
    }
    modes.feed(bytes, offset, length);
    write(bytes, offset, length);
    if (title != null && modes.betweenSequences()) {
      showTitle(title);
    }
  }

  /** Shows a notice in the window's title, where it cannot disturb what is on the screen. */
  synchronized void notice(String text) {
    if (found == null || restored) {
      return;
    }
    title = text;
    if (modes.betweenSequences()) {
      showTitle(text);
    }
  }

  /**
   * Prints a line of our own below the terminal's output; on a full-screen program it goes to the
   * title instead.
   */
  synchronized void line(String text) {
    if (restored) {
      return;
    }
    if (found == null) {
      write((text + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
    } else if (modes.onAlternateScreen() || !modes.betweenSequences()) {
      notice(text);
    } else {
      write(("\r\n" + text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Gives the terminal back as it was found. */
  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // Then the hook runs too and finds nothing to do.
    }
  }

  private synchronized void restore() {
    if (restored) {
      return;
    }
    restored = true; // for good: a welcome that comes late must not make it raw again
    if (found == null) {
      return;
    }
    write(modes.leave());
    write(RESTORE_TITLE);
    found.apply(KEYBOARD);
  }

  private void showTitle(String text) {
    String safe =
        text.codePoints()
            .filter(c -> c >= 0x20 && c != 0x7f && (c < 0x80 || c > 0x9f))
            .limit(200)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    write(("\u001b]2;" + safe + "\u0007").getBytes(StandardCharsets.UTF_8));
    title = null;
  }

  private void write(byte... bytes) {
    write(bytes, 0, bytes.length);
  }

  private void write(byte[] bytes, int offset, int length) {
    try {
      output.write(bytes, offset, length);
    } catch (IOException gone) {
      // The window was closed; the signal that says so is on its way.
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
