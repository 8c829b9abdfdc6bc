package io.sojourn.kv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What a key holds: bytes, which are equal when their contents are. Immutable. */
public final class Value {

  /** No bytes. */
  public static final Value EMPTY = new Value(new byte[0]);

  private final byte[] bytes;

  private Value(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of these bytes. */
  public static Value of(byte[] bytes) {
    return new Value(bytes.clone());
  }

  /** A text, as UTF-8. */
  public static Value of(String text) {
    return new Value(text.getBytes(StandardCharsets.UTF_8));
  }

  /** These bytes themselves, which nobody changes any more. */
  static Value handedOver(byte[] bytes) {
    return new Value(bytes);
  }

  /** The bytes themselves, not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** How many bytes. */
  public int length() {
    return bytes.length;
  }

  /** The text, or nothing if the bytes are not UTF-8. */
  public Optional<String> text() {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Value value && Arrays.equals(bytes, value.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The text if it is a short one, for messages. */
  @Override
  public String toString() {
    return bytes.length > 64
        ? bytes.length + " bytes"
        : text().map(text -> '"' + text + '"').orElseGet(() -> Arrays.toString(bytes));
  }
}
