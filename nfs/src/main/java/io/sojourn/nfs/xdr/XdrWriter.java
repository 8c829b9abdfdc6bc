package io.sojourn.nfs.xdr;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes XDR (RFC 4506) into an array that grows. Not thread-safe. */
public final class XdrWriter {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int length;

  /** Makes an empty one. */
  public XdrWriter() {
    this(256);
  }

  /** Makes an empty one that has room for so many bytes before it grows. */
  public XdrWriter(int room) {
    bytes = new byte[room];
  }

  /** Makes room; {@link #bytes} may be another array behind it. */
  private int claim(int count) {
    int at = length;
    int needed = Math.addExact(at, count);
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, Math.max(needed, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
    }
    length = needed;
    return at;
  }

  /** How many bytes are written. */
  public int length() {
    return length;
  }

  /** Forgets what was written behind that length. */
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException("not so much is written");
    }
    length = newLength;
  }

  /** A 32-bit number, with or without sign. */
  public void writeInt(int value) {
    int at = claim(4);
    INT.set(bytes, at, value);
  }

  /** Puts a 32-bit number where one was written before. */
  public void setInt(int at, int value) {
    if (at < 0 || at + 4 > length) {
      throw new IllegalArgumentException("nothing is written there");
    }
    INT.set(bytes, at, value);
  }

  /** A 64-bit number, with or without sign. */
  public void writeLong(long value) {
    int at = claim(8);
    LONG.set(bytes, at, value);
  }

  /** A truth value. */
  public void writeBoolean(boolean value) {
    writeInt(value ? 1 : 0);
  }

  /** Opaque bytes whose length the reader knows, and their padding. */
  public void writeFixed(byte[] value) {
    writeFixed(value, 0, value.length);
  }

  /** A part of an array as opaque bytes whose length the reader knows, and their padding. */
  public void writeFixed(byte[] value, int begin, int count) {
    int padding = -count & 3;
    int at = claim(count + padding);
    System.arraycopy(value, begin, bytes, at, count);
    Arrays.fill(bytes, at + count, at + count + padding, (byte) 0);
  }

  /** Opaque bytes behind their length, and their padding. */
  public void writeOpaque(byte[] value) {
    writeInt(value.length);
    writeFixed(value);
  }

  /** Text in UTF-8 behind its length in bytes. */
  public void writeText(String value) {
    writeOpaque(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes that are XDR already: a multiple of four. */
  public void writeEncoded(byte[] encoded, int begin, int count) {
    int at = claim(count);
    System.arraycopy(encoded, begin, bytes, at, count);
  }

  /** A copy of what is written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** The array behind it, of which {@link #length} bytes count; good until the next write. */
  public byte[] array() {
    return bytes;
  }
}
