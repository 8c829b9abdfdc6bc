package io.sojourn.wire;

import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of protobuf messages into an array of exactly the right size. Fields that have
 * the default value of their type are left out, as the schema language wants it.
 */
final class FieldWriter {

  /*
   * A message is preceded by its length, so its size must be known first. Each message is described
   * once, by a Body that calls the methods below; the same body runs over a writer without an array,
   * which only counts, and then over one with an array.
   */

  /** The fields of one kind of message. */
  @FunctionalInterface
  interface Body<T> {
    void write(T value, FieldWriter to);
  }

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;

  private static final byte[] NOWHERE = {};

  private final boolean counting;
  private final byte[] to;
  private int at;

  private FieldWriter(boolean counting, byte[] to) {
    this.counting = counting;
    this.to = to;
  }

  /** The bytes of a message. */
  static <T> byte[] bytes(T value, Body<T> body) {
    byte[] bytes = new byte[size(value, body)];
    body.write(value, new FieldWriter(false, bytes));
    return bytes;
  }

  /** The bytes of a message with its length in front. */
  static <T> byte[] delimited(T value, Body<T> body) {
    int size = size(value, body);
    byte[] bytes = new byte[Math.addExact(varintSize(size), size)];
    FieldWriter writer = new FieldWriter(false, bytes);
    writer.varint(size);
    body.write(value, writer);
    return bytes;
  }

  private static <T> int size(T value, Body<T> body) {
    FieldWriter counter = new FieldWriter(true, NOWHERE);
    body.write(value, counter);
    return counter.at;
  }

  void int64(int field, long value) {
    if (value != 0) {
      tag(field, VARINT);
      varint(value);
    }
  }

  void sint64(int field, long value) {
    int64(field, (value << 1) ^ (value >> 63));
  }

  void bool(int field, boolean value) {
    int64(field, value ? 1 : 0);
  }

  void fixed64(int field, long value) {
    if (value == 0) {
      return;
    }
    tag(field, FIXED64);
    if (!counting) {
      for (int i = 0; i < Long.BYTES; i++) {
        to[at + i] = (byte) (value >>> (8 * i));
      }
    }
    advance(Long.BYTES);
  }

  void bytes(int field, byte[] value) {
    if (value.length == 0) {
      return;
    }
    tag(field, BYTES);
    varint(value.length);
    if (!counting) {
      System.arraycopy(value, 0, to, at, value.length);
    }
    advance(value.length);
  }

  void string(int field, String value) {
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
    if (!counting) {
      Utf8.write(value, to, at);
    }
    advance(length);
  }

  <T> void message(int field, T value, Body<T> body) {
    int size = size(value, body);
    tag(field, BYTES);
    varint(size);
    if (counting) {
      advance(size);
    } else {
      body.write(value, this);
    }
  }

  void texts(int field, SortedMap<String, String> texts) {
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
    if (counting) {
      advance(varintSize(value));
      return;
    }
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

  private void advance(int bytes) {
    at = Math.addExact(at, bytes);
  }
}
