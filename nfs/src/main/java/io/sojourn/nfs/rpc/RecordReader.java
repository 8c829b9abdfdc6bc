package io.sojourn.nfs.rpc;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Joins the fragments of records (RFC 5531, section 11). What a fragment claims is looked at before
 * anything is kept, and the array grows with what really came: a claim costs nothing. One thread.
 */
final class RecordReader {

  private static final int LAST = 0x8000_0000;
  private static final int MARK_BYTES = 4;
  private static final int FIRST_ROOM = 1024;

  /** So many times the bytes that came may be claimed from memory. */
  private static final int GROWTH = 4;

  private static final byte[] NOTHING = {};

  private final int bytesMax;
  private final int fragmentsMax;

  private byte[] record = NOTHING;
  private int length;
  private int fragments;
  private boolean last;
  private boolean inFragment;
  private int left;
  private int mark;
  private int markBytes;

  RecordReader(int bytesMax, int fragmentsMax) {
    this.bytesMax = bytesMax;
    this.fragmentsMax = fragmentsMax;
  }

  /** Whether a part of a record came, and not yet the rest. */
  boolean isWithinRecord() {
    return fragments > 0 || markBytes > 0;
  }

  /**
   * Takes bytes up to the end of a record, or all that are there.
   *
   * @return the record; null if more bytes are needed
   * @throws BrokenStream if the record is longer, or of more fragments, than is allowed
   */
  byte @Nullable [] next(ByteBuf in) throws BrokenStream {
    while (inFragment || readMark(in)) {
      if (last && length == 0 && in.readableBytes() >= left) {
        byte[] whole = new byte[left];
        in.readBytes(whole);
        reset();
        return whole;
      }
      take(in, Math.min(left, in.readableBytes()));
      if (left > 0) {
        return null;
      }
      inFragment = false;
      if (last) {
        byte[] whole = record.length == length ? record : Arrays.copyOf(record, length);
        reset();
        return whole;
      }
    }
    return null;
  }

  /** Reads the mark before a fragment; false if it is not complete. */
  private boolean readMark(ByteBuf in) throws BrokenStream {
    if (markBytes == 0 && in.readableBytes() >= MARK_BYTES) {
      mark = in.readInt();
    } else {
      while (markBytes < MARK_BYTES) {
        if (!in.isReadable()) {
          return false;
        }
        mark = (mark << 8) | in.readUnsignedByte();
        markBytes++;
      }
      markBytes = 0;
    }
    last = (mark & LAST) != 0;
    left = mark & ~LAST;
    if (++fragments > fragmentsMax) {
      throw new BrokenStream(RpcRefusal.TOO_MANY_FRAGMENTS);
    }
    if (left > bytesMax - length) {
      throw new BrokenStream(RpcRefusal.RECORD_TOO_LONG);
    }
    inFragment = true;
    return true;
  }

  private void take(ByteBuf in, int count) {
    int needed = length + count;
    if (needed > record.length) {
      // The claim if it is the end of the record and not far from what came; else by and by.
      int enough = Math.max(FIRST_ROOM, (int) Math.min((long) GROWTH * needed, bytesMax));
      record = Arrays.copyOf(record, last ? Math.min(length + left, enough) : enough);
    }
    in.readBytes(record, length, count);
    length = needed;
    left -= count;
  }

  private void reset() {
    record = NOTHING;
    length = 0;
    fragments = 0;
    inFragment = false;
    left = 0;
  }
}
