package io.sojourn.wire;

import io.sojourn.channel.DeadLetter;
import io.sojourn.channel.PushQueueImage;
import io.sojourn.channel.RequestWindowImage;
import io.sojourn.machine.SnapshotRecord;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the records of a snapshot into chunks of bytes, after {@code sojourn/v1/snapshot.proto}.
 * Works only as far as one chunk at a time, so that its caller can do other things in between. Not
 * thread-safe.
 */
public final class SnapshotWriter {

  /** The size of every chunk but the last. */
  public static final int CHUNK_BYTES = 64 * 1024;

  private static final byte[] NOTHING = {};

  private final Supplier<@Nullable SnapshotRecord> source;
  private Iterator<byte[]> parts = Collections.emptyIterator();
  private byte[] part = NOTHING;
  private int taken;
  private long records;
  private boolean ended;

  /**
   * Makes a writer.
   *
   * @param source gives the records, the header first, and null at the end
   */
  public SnapshotWriter(Supplier<@Nullable SnapshotRecord> source) {
    this.source = source;
  }

  /**
   * The next chunk, in an array of its own, or null at the end.
   *
   * @throws IllegalArgumentException if a text has half of a surrogate pair
   */
  public @Nullable ByteBuffer nextChunk() {
    byte[] chunk = new byte[CHUNK_BYTES];
    int filled = 0;
    while (filled < CHUNK_BYTES && (taken < part.length || nextPart())) {
      int count = Math.min(CHUNK_BYTES - filled, part.length - taken);
      System.arraycopy(part, taken, chunk, filled, count);
      taken += count;
      filled += count;
    }
    return filled == 0 ? null : ByteBuffer.wrap(chunk, 0, filled);
  }

  private boolean nextPart() {
    if (ended) {
      return false;
    }
    if (!parts.hasNext()) {
      SnapshotRecord row = source.get();
      if (row == null) {
        ended = true;
        part = record(7, records, (count, to) -> to.int64(1, count));
        taken = 0;
        return true;
      }
      parts = parts(row);
    }
    part = parts.next();
    taken = 0;
    records++;
    return true;
  }

  private static Iterator<byte[]> parts(SnapshotRecord row) {
    return switch (row) {
      case SnapshotRecord.Header r -> one(record(1, r, RowFields::header));
      case SnapshotRecord.SessionRow r -> new SessionParts(r);
      case SnapshotRecord.CodeRow r -> one(record(5, r.code(), PlainRowFields::code));
      case SnapshotRecord.UserRow r -> one(record(6, r, PlainRowFields::user));
      case SnapshotRecord.InternalRow r -> one(record(9, r, PlainRowFields::internal));
      case SnapshotRecord.SettingRow r -> one(record(10, r, PlainRowFields::setting));
      case SnapshotRecord.ServiceRow r -> one(record(11, r, PlainRowFields::service));
      case SnapshotRecord.NumberedRow r -> one(record(12, r, PlainRowFields::numbered));
    };
  }

  private static Iterator<byte[]> one(byte[] part) {
    return Collections.singleton(part).iterator();
  }

  private static <T> byte[] record(int field, T value, FieldWriter.Body<T> body) {
    return FieldWriter.delimited(value, (it, to) -> to.message(field, it, body));
  }

  /**
   * A session, then its cached replies, its waiting pushes and its dead letters; each encoded when
   * it is asked for.
   */
  private static final class SessionParts implements Iterator<byte[]> {
    private final SnapshotRecord.SessionRow row;
    private final Iterator<RequestWindowImage.Reply> replies;
    private final Iterator<PushQueueImage.Push> pushes;
    private final Iterator<DeadLetter> letters;
    private boolean begun;

    SessionParts(SnapshotRecord.SessionRow row) {
      this.row = row;
      this.replies =
          row.window() == null ? Collections.emptyIterator() : row.window().replies().iterator();
      this.pushes =
          row.pushes() == null ? Collections.emptyIterator() : row.pushes().pushes().iterator();
      this.letters = row.deadLetters().letters().iterator();
    }

    @Override
    public boolean hasNext() {
      return !begun || replies.hasNext() || pushes.hasNext() || letters.hasNext();
    }

    @Override
    public byte[] next() {
      if (!begun) {
        begun = true;
        return record(2, row, RowFields::session);
      }
      if (replies.hasNext()) {
        return record(3, replies.next(), RowFields::reply);
      }
      return pushes.hasNext()
          ? record(4, pushes.next(), RowFields::push)
          : record(8, letters.next(), LetterFields::letter);
    }
  }
}
