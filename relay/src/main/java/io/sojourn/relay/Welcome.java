package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Collection;

/** What a viewer is told at its join, or when it missed something, in one buffer. */
final class Welcome {

  private static final int CHUNK_BYTES = 32 << 10;

  /** Gives an unfinished sequence up (CAN), then resets the terminal (RIS). */
  private static final byte[] RESET = {0x18, 0x1b, 'c'};

  private final ByteBuf frames;
  private final boolean current;

  /** Begins; viewers that are not current get only what the first protocol has. */
  Welcome(ByteBufAllocator allocator, boolean current) {
    this.frames = allocator.buffer();
    this.current = current;
  }

  ByteBuf frames() {
    return frames;
  }

  void text(byte[] utf8) {
    ServerFrames.text(frames, utf8);
  }

  /** Puts the list of terminals, if there are any. */
  void list(Collection<Terminal> terminals) {
    if (current && !terminals.isEmpty()) {
      text(ControlWriter.sessionList(terminals));
    }
  }

  /** Puts each terminal's sizes and output, in order, for a viewer that was shown nothing yet. */
  void replay(Collection<Terminal> terminals) {
    replay(terminals, false);
  }

  /** Puts the same in place of what was shown before. */
  void replayAgain(Collection<Terminal> terminals) {
    replay(terminals, true);
  }

  private void replay(Collection<Terminal> terminals, boolean again) {
    for (Terminal terminal : terminals) {
      Frames terminalFrames = new Frames(terminal);
      if (current) {
        text(ControlWriter.replayBegin(terminal.id()));
      } else if (again) {
        // The first protocol knows no mark by which a viewer would clear what it shows.
        terminalFrames.output(RESET, 0, RESET.length);
      }
      terminal.scrollback().replay(terminalFrames);
      if (current) {
        text(ControlWriter.replayEnd(terminal.id()));
      }
    }
  }

  private final class Frames implements Scrollback.Replay {
    private final Terminal terminal;

    Frames(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void size(int cols, int rows) {
      text(ControlWriter.sessionResize(terminal.id(), cols, rows));
    }

    @Override
    public void output(byte[] bytes, int from, int length) {
      byte[] id = terminal.idBytes();
      for (int at = 0; at < length; at += CHUNK_BYTES) {
        int part = Math.min(CHUNK_BYTES, length - at);
        ServerFrames.binaryHead(frames, 1 + id.length + part);
        frames.writeByte(id.length);
        frames.writeBytes(id);
        frames.writeBytes(bytes, from + at, part);
      }
    }
  }
}
