package io.sojourn.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.function.Consumer;
import org.jline.nativ.CLibrary;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
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
  private static final byte[] SAVE_TITLE = ascii("\u001b[22;2t");
  private static final byte[] RESTORE_TITLE = ascii("\u001b[23;2t");

  private final @Nullable Terminal terminal;
  private final InputStream input = new FileInputStream(FileDescriptor.in);
  private final OutputStream output = new FileOutputStream(FileDescriptor.out);
  private final TerminalModes modes = new TerminalModes();
  private final Thread hook = new Thread(this::restore, "terminal-restore");
  private @Nullable Attributes found;
  private @Nullable String title;
  private boolean restored;

  private LocalTerminal(@Nullable Terminal terminal) {
    this.terminal = terminal;
  }

  /** Opens the process's terminal; without one it works on plain standard input and output. */
  static LocalTerminal open() {
    try {
      if (CLibrary.isatty(0) == 0 || CLibrary.isatty(1) == 0) {
        return new LocalTerminal(null);
      }
      return new LocalTerminal(
          TerminalBuilder.builder().system(true).provider("jni").nativeSignals(false).build());
    } catch (IOException | IllegalStateException | UnsatisfiedLinkError noTerminal) {
      return new LocalTerminal(null);
    }
  }

  boolean isInteractive() {
    return terminal != null;
  }

  /** What is typed, byte for byte. */
  InputStream input() {
    return input;
  }

  WindowSize size() {
    if (terminal == null) {
      return WindowSize.USUAL;
    }
    Size now = terminal.getSize();
    boolean known = now.getColumns() > 0 && now.getRows() > 0;
    return known ? new WindowSize(now.getColumns(), now.getRows()) : WindowSize.USUAL;
  }

  /** Calls back after each change of the window's size, on a thread of the JDK. */
  void onResize(Consumer<WindowSize> changed) {
    if (terminal != null) {
      Signals.register("WINCH", () -> changed.accept(size()));
    }
  }

  /** Switches a terminal to raw mode; does nothing without one. */
  synchronized void raw() {
    if (terminal == null || found != null) {
      return;
    }
    Attributes before = terminal.getAttributes();
    Attributes raw = new Attributes(before);
    raw.setLocalFlags(
        EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO, LocalFlag.IEXTEN, LocalFlag.ISIG), false);
    raw.setInputFlags(
        EnumSet.of(
            InputFlag.IXON,
            InputFlag.ICRNL,
            InputFlag.INLCR,
            InputFlag.IGNCR,
            InputFlag.BRKINT,
            InputFlag.ISTRIP,
            InputFlag.INPCK),
        false);
    raw.setOutputFlag(OutputFlag.OPOST, false);
    raw.setControlChar(ControlChar.VMIN, 1);
    raw.setControlChar(ControlChar.VTIME, 0);
    found = before;
    Runtime.getRuntime().addShutdownHook(hook);
    terminal.setAttributes(raw);
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
    if (terminal == null || found == null || restored) {
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
    if (terminal == null || found == null) {
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
    if (terminal == null || found == null || restored) {
      return;
    }
    restored = true;
    write(modes.leave());
    write(RESTORE_TITLE);
    terminal.setAttributes(found);
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
