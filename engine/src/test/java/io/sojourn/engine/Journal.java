package io.sojourn.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine whose state is all the entries that it was ever given, as text, with their indexes. Any
 * thread may ask it.
 */
public final class Journal implements Applier {

  /** An entry as it was applied. */
  public record Line(long index, String text) {}

  private final List<Line> lines = new ArrayList<>();
  private final int linesPerChunk;
  private long restoredIndex;
  private int openCaptures;
  private @Nullable RuntimeException nextFailure;

  public Journal() {
    this(1);
  }

  public Journal(int linesPerChunk) {
    this.linesPerChunk = linesPerChunk;
  }

  public static ByteBuffer entry(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  public synchronized List<String> texts() {
    return lines.stream().map(Line::text).toList();
  }

  public synchronized List<Line> lines() {
    return List.copyOf(lines);
  }

  /** The index of the snapshot that the state began with; 0 for none. */
  public synchronized long restoredIndex() {
    return restoredIndex;
  }

  public synchronized int openCaptures() {
    return openCaptures;
  }

  public synchronized void throwAtNextEntry(RuntimeException failure) {
    nextFailure = failure;
  }

  @Override
  public synchronized void apply(long index, ByteBuffer entry) {
    if (nextFailure != null) {
      throw nextFailure;
    }
    if (!lines.isEmpty() && index <= lines.getLast().index()) {
      throw new AssertionError("index " + index + " applied after " + lines.getLast().index());
    }
    byte[] bytes = new byte[entry.remaining()];
    entry.get(bytes);
    lines.add(new Line(index, new String(bytes, StandardCharsets.UTF_8)));
  }

  @Override
  public synchronized SnapshotSource snapshot() {
    openCaptures++;
    int size = lines.size();
    return new SnapshotSource() {
      private int next;
      private boolean open = true;

      @Override
      public @Nullable ByteBuffer next() {
        synchronized (Journal.this) {
          return next == size ? null : chunk();
        }
      }

      private ByteBuffer chunk() {
        StringBuilder chunk = new StringBuilder();
        for (int end = Math.min(size, next + linesPerChunk); next < end; next++) {
          Line line = lines.get(next);
          chunk.append(line.index()).append(' ').append(line.text()).append('\n');
        }
        return entry(chunk.toString());
      }

      @Override
      public void close() {
        synchronized (Journal.this) {
          if (open) {
            open = false;
            openCaptures--;
          }
        }
      }
    };
  }

  @Override
  public synchronized void restore(long index, InputStream snapshot) throws IOException {
    if (openCaptures > 0 || (!lines.isEmpty() && index <= lines.getLast().index())) {
      throw new AssertionError("restored over a state that is newer, or is being captured");
    }
    lines.clear();
    restoredIndex = index;
    new String(snapshot.readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              lines.add(new Line(Long.parseLong(line, 0, space, 10), line.substring(space + 1)));
            });
  }
}
