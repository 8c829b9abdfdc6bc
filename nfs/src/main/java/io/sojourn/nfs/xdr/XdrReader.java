package io.sojourn.nfs.xdr;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads XDR (RFC 4506) from a part of an array. Whatever is variable has a bound that the caller
 * gives, looked at before anything is allocated. Not thread-safe.
 */
public final class XdrReader {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int position;

  /** Reads a whole array. */
  public XdrReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads the part of an array from {@code begin} up to {@code end}. */
  public XdrReader(byte[] bytes, int begin, int end) {
    if (begin < 0 || begin > end || end > bytes.length) {
      throw new IllegalArgumentException("no such part of the array");
    }
    this.bytes = bytes;
    this.position = begin;
    this.end = end;
  }

  /** Where the next byte is in the array. */
  public int position() {
    return position;
  }

  /** How many bytes are left. */
  public int remaining() {
    return end - position;
  }

  private int take(int length) throws XdrException {
    if (length > end - position) {
      throw new XdrException("the message ends too early");
    }
    int at = position;
    position += length;
    return at;
  }

  /** A 32-bit number. */
  public int readInt() throws XdrException {
    return (int) INT.get(bytes, take(4));
  }

  /** A 32-bit number without sign: 0 to 2^32-1. */
  public long readUnsigned() throws XdrException {
    return readInt() & 0xffff_ffffL;
  }

  /** A 64-bit number, with or without sign. */
  public long readLong() throws XdrException {
    return (long) LONG.get(bytes, take(8));
  }

  /** A truth value: 0 or 1 and nothing else. */
  public boolean readBoolean() throws XdrException {
    int value = readInt();
    if (value != 0 && value != 1) {
      throw new XdrException("a truth value of " + value);
    }
    return value == 1;
  }

  /** How many elements follow: 0 to {@code max}. */
  public int readCount(int max) throws XdrException {
    long count = readUnsigned();
    if (count > max) {
      throw new XdrException(count + " elements where " + max + " are allowed");
    }
    return (int) count;
  }

  /** Opaque bytes of that length, and their padding. */
  public byte[] readFixed(int length) throws XdrException {
    int at = takeFixed(length);
    byte[] copy = new byte[length];
    System.arraycopy(bytes, at, copy, 0, length);
    return copy;
  }

  /** Opaque bytes behind their length, which is at most {@code max}, and their padding. */
  public byte[] readOpaque(int max) throws XdrException {
    return readFixed(readCount(max));
  }

  /** Passes over opaque bytes behind their length. */
  public void skipOpaque(int max) throws XdrException {
    takeFixed(readCount(max));
  }

  private int takeFixed(int length) throws XdrException {
    int at = take(length);
    take(-length & 3);
    return at;
  }

  /** Passes over bytes. */
  public void skip(int length) throws XdrException {
    take(length);
  }

  /** Text in UTF-8 behind its length in bytes, which is at most {@code max}. */
  public String readText(int max) throws XdrException {
    int length = readCount(max);
    int at = takeFixed(length);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, at, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new XdrException("text that is not UTF-8");
    }
  }

  /** Ends the reading: nothing may be left. */
  public void requireEnd() throws XdrException {
    if (position != end) {
      throw new XdrException(remaining() + " bytes too many");
    }
  }
}
