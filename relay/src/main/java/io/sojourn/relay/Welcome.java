package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Collection;

/** What a viewer is told at its join or after a hold, in one buffer: news, then what was shown. */
final class Welcome {

  private static final int CHUNK_BYTES = 32 << 10;

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

  /** Puts the list of terminals, then each terminal's sizes and output in order. */
  void replay(Collection<Terminal> terminals) {
    if (terminals.isEmpty()) {
      return;
    }
    if (current) {
      text(ControlWriter.sessionList(terminals));
    }
    for (Terminal terminal : terminals) {
      if (current) {
        text(ControlWriter.replayBegin(terminal.id()));
      }
      terminal.scrollback().replay(new Frames(terminal));
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
