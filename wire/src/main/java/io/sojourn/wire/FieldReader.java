package io.sojourn.wire;

import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Map;

/**
 * Reads the fields of one protobuf message, strictly: in ascending order, each of the type that the
 * schema says, nothing beyond the end of the message. For the codecs of this module. Not
 * thread-safe.
 */
public final class FieldReader {

  private final String message;
  private final byte[] from;
  private final int end;
  private int at;
  private int field;
  private int type;
  private boolean again;

  /** Reads a message that fills a part of an array. */
  public FieldReader(String message, byte[] from, int at, int end) {
    this.message = message;
    this.from = from;
    this.at = at;
    this.end = end;
  }

  /** Goes to the next field and returns its number, or 0 at the end of the message. */
  public int next() throws WireException {
    if (at == end) {
      return 0;
    }
    long tag = varint();
    if (tag < 8 || tag > 0xffff_ffffL) {
      throw broken("has a field without a number");
    }
    int number = (int) (tag >>> 3);
    if (number < field) {
      throw broken("has field " + number + " after field " + field);
    }
    again = number == field;
    field = number;
    type = (int) tag & 7;
    return number;
  }

  /** A number of 64 bits. */
  public long int64() throws WireException {
    require(FieldWriter.VARINT, false);
    return varint();
  }

  long sint64() throws WireException {
    long coded = int64();
    return (coded >>> 1) ^ -(coded & 1);
  }

  long uint32() throws WireException {
    long value = int64();
    if (value < 0 || value > 0xffff_ffffL) {
      throw broken("has a number of more than 32 bits in field " + field);
    }
    return value;
  }

  /** A number that must have 32 bits. */
  public int int32() throws WireException {
    long value = int64();
    if (value != (int) value) {
      throw broken("has a number of more than 32 bits in field " + field);
    }
    return (int) value;
  }

  /** True or false. */
  public boolean bool() throws WireException {
    long value = int64();
    if (value < 0 || value > 1) {
      throw broken("has neither true nor false in field " + field);
    }
    return value == 1;
  }

  long fixed64() throws WireException {
    require(FieldWriter.FIXED64, false);
    if (end - at < Long.BYTES) {
      throw broken("ends within field " + field);
    }
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value |= (from[at++] & 0xffL) << (8 * i);
    }
    return value;
  }

  /** Bytes, in an array of their own no longer than what is left of the message. */
  public byte[] bytes() throws WireException {
    require(FieldWriter.BYTES, false);
    int length = length();
    byte[] value = Arrays.copyOfRange(from, at, at + length);
    at += length;
    return value;
  }

  /** A text in strict UTF-8. */
  public String string() throws WireException {
    require(FieldWriter.BYTES, false);
    int length = length();
    try {
      String value = Utf8.read(from, at, length);
      at += length;
      return value;
    } catch (CharacterCodingException e) {
      throw new WireException(message + " has a text that is not UTF-8 in field " + field, e);
    }
  }

  /** The message in a field that comes once. */
  public FieldReader message(String name) throws WireException {
    require(FieldWriter.BYTES, false);
    return inner(name);
  }

  /** The message in a repeated field. */
  public FieldReader repeated(String name) throws WireException {
    require(FieldWriter.BYTES, true);
    return inner(name);
  }

  /** Reads one entry of a map of texts. */
  public void text(Map<String, String> texts) throws WireException {
    FieldReader entry = repeated("an entry of field " + field + " of " + message);
    String name = "";
    String value = "";
    for (int f = entry.next(); f != 0; f = entry.next()) {
      switch (f) {
        case 1 -> name = entry.string();
        case 2 -> value = entry.string();
        default -> throw entry.unknown();
      }
    }
    if (texts.put(name, value) != null) {
      throw broken("has the same name twice in field " + field);
    }
  }

  /** Skips a field that is a note, and refuses any other. */
  void skipNote() throws WireException {
    if (field < FormatVersion.FIRST_NOTE || field > FormatVersion.LAST_NOTE) {
      throw unknown();
    }
    skip();
  }

  /** Skips a field whatever it is: for protocols whose readers let pass what they do not know. */
  public void skip() throws WireException {
    switch (type) {
      case FieldWriter.VARINT -> varint();
      case FieldWriter.FIXED64 -> skip(Long.BYTES);
      case FieldWriter.BYTES -> skip(length());
      case 5 -> skip(Integer.BYTES);
      default -> throw broken("has a field of a strange type");
    }
  }

  WireException unknown() {
    if (again) {
      return broken("has field " + field + " twice");
    }
    return broken(
        "has field " + field + ", which format version " + FormatVersion.CURRENT + " lacks");
  }

  /** Says what is wrong with the message. */
  public WireException broken(String what) {
    return new WireException(message + " " + what);
  }

  private FieldReader inner(String name) throws WireException {
    int length = length();
    FieldReader inner = new FieldReader(name, from, at, at + length);
    at += length;
    return inner;
  }

  private void require(int wanted, boolean repeated) throws WireException {
    if (type != wanted) {
      throw broken("has a value of another type in field " + field);
    }
    if (again && !repeated) {
      throw broken("has field " + field + " twice");
    }
  }

  private void skip(int bytes) throws WireException {
    if (bytes > end - at) {
      throw broken("ends within field " + field);
    }
    at += bytes;
  }

  /** A length that the rest of the message has room for. */
  private int length() throws WireException {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw broken("ends within field " + field);
    }
    return (int) length;
  }

  private long varint() throws WireException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw broken("ends within a number");
      }
      byte next = from[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        if (shift == 63 && next > 1) {
          break;
        }
        return value;
      }
    }
    throw broken("has a number of more than 64 bits");
  }
}
