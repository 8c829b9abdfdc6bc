package io.sojourn.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of protobuf messages into an array that grows with them. Fields that have the
 * default value of their type are left out, as the schema language wants it. For the codecs of this
 * module. Not thread-safe.
 */
public final class FieldWriter {

  /*
   * A message is preceded by its length, which is known only at its end. One byte is left free for it,
   * or as many as the caller expects, and a message of another length is moved: moving bytes costs less
   * than going over every value twice, and a message inside a message four times.
   */

  /**
   * The fields of one kind of message.
   *
   * @param <T> the message
   */
  @FunctionalInterface
  public interface Body<T> {
    /** Writes them in ascending order. */
    void write(T value, FieldWriter to);
  }

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;

  private static final int VARINT_BYTES_MAX = 10;
  private static final int BYTES_AT_FIRST = 256;
  private static final int BYTES_MAX = Integer.MAX_VALUE - 8;

  private byte[] to;
  private int at;

  private FieldWriter(int room) {
    to = new byte[room];
  }

  /** The bytes of a message. */
  static <T> byte[] bytes(T value, Body<T> body) {
    FieldWriter writer = new FieldWriter(BYTES_AT_FIRST);
    body.write(value, writer);
    return Arrays.copyOf(writer.to, writer.at);
  }

  /**
   * The bytes of a message, at the start of an array of their own.
   *
   * @param room how many bytes they are likely to be: with enough of it none are copied
   */
  public static <T> ByteBuffer buffer(int room, T value, Body<T> body) {
    FieldWriter writer = new FieldWriter(room);
    body.write(value, writer);
    return ByteBuffer.wrap(writer.to, 0, writer.at);
  }

  /** The bytes of a message with its length in front. */
  static <T> byte[] delimited(T value, Body<T> body) {
    FieldWriter writer = new FieldWriter(BYTES_AT_FIRST);
    writer.withLength(0, value, body);
    return Arrays.copyOf(writer.to, writer.at);
  }

  /** Writes a number. */
  public void int64(int field, long value) {
    if (value != 0) {
      optionalInt64(field, value);
    }
  }

  /** A number that is told apart from an absent one even when it is 0. */
  void optionalInt64(int field, long value) {
    tag(field, VARINT);
    varint(value);
  }

  void sint64(int field, long value) {
    int64(field, (value << 1) ^ (value >> 63));
  }

  /** Writes true or false. */
  public void bool(int field, boolean value) {
    int64(field, value ? 1 : 0);
  }

  void fixed64(int field, long value) {
    if (value == 0) {
      return;
    }
    tag(field, FIXED64);
    makeRoom(Long.BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      to[at++] = (byte) (value >>> (8 * i));
    }
  }

  /** Writes bytes. */
  public void bytes(int field, byte[] value) {
    if (value.length == 0) {
      return;
    }
    tag(field, BYTES);
    varint(value.length);
    makeRoom(value.length);
    System.arraycopy(value, 0, to, at, value.length);
    at += value.length;
  }

  /**
   * Writes a text.
   *
   * @throws IllegalArgumentException if it has half of a surrogate pair
   */
  public void string(int field, String value) {
    if (!value.isEmpty()) {
      optionalString(field, value);
    }
  }

  /** A string that is told apart from an absent one even when it is empty. */
  void optionalString(int field, @Nullable String value) {
    if (value == null) {
      return;
    }
    int length = Utf8.length(value);
    tag(field, BYTES);
    varint(length);
    makeRoom(length);
    Utf8.write(value, to, at);
    at += length;
  }

  /** Writes a message within this one. */
  public <T> void message(int field, T value, Body<T> body) {
    message(field, 0, value, body);
  }

  /**
   * Writes a message within this one.
   *
   * @param expected how many bytes it is likely to be: it is not moved if the guess of how many
   *     bytes its length takes was right
   */
  public <T> void message(int field, int expected, T value, Body<T> body) {
    tag(field, BYTES);
    withLength(expected, value, body);
  }

  private <T> void withLength(int expected, T value, Body<T> body) {
    int lengthAt = at;
    int left = varintSize(expected);
    makeRoom(left);
    at += left;
    body.write(value, this);
    int length = at - lengthAt - left;
    int more = varintSize(length) - left;
    if (more != 0) {
      makeRoom(Math.max(0, more));
      System.arraycopy(to, lengthAt + left, to, lengthAt + left + more, length);
    }
    at = lengthAt;
    varint(length);
    at += length;
  }

  /** Writes a map of texts. */
  public void texts(int field, SortedMap<String, String> texts) {
    for (Map.Entry<String, String> text : texts.entrySet()) {
      message(field, text, FieldWriter::text);
    }
  }

  private static void text(Map.Entry<String, String> text, FieldWriter to) {
    // The entries of a map always carry both of their fields.
    to.optionalString(1, text.getKey());
    to.optionalString(2, text.getValue());
  }

  private void tag(int field, int type) {
    varint(((long) field << 3) | type);
  }

  private void varint(long value) {
    makeRoom(VARINT_BYTES_MAX);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      to[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    to[at++] = (byte) rest;
  }

  private static int varintSize(long value) {
    return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }

  private void makeRoom(int bytes) {
    int needed = Math.addExact(at, bytes);
    if (needed > to.length) {
      to = Arrays.copyOf(to, Math.max(needed, (int) Math.min(BYTES_MAX, 2L * to.length)));
    }
  }
}
