package io.sojourn.machine;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * How values become bytes and come back. Deterministic: equal values give equal bytes, at every
 * replay and in every version of a program that reads the same log. Called from several threads.
 *
 * @param <T> the values
 */
public interface Codec<T> {

  /** The bytes of a value. */
  byte[] encode(T value);

  /**
   * The value of those bytes.
   *
   * @throws IllegalArgumentException if no value has these bytes: they may come from anybody
   */
  T decode(byte[] bytes);

  /** Values of another type, each written as one of these: a record as a line of text, say. */
  default <U> Codec<U> as(
      Function<? super T, ? extends U> read, Function<? super U, ? extends T> write) {
    Codec<T> written = this;
    return new Codec<>() {
      @Override
      public byte[] encode(U value) {
        return written.encode(write.apply(value));
      }

      @Override
      public U decode(byte[] bytes) {
        return read.apply(written.decode(bytes));
      }
    };
  }

  /** Text in UTF-8; neither malformed bytes nor half of a surrogate pair. */
  static Codec<String> text() {
    return new Codec<>() {
      @Override
      public byte[] encode(String value) {
        try {
          ByteBuffer encoded =
              StandardCharsets.UTF_8
                  .newEncoder()
                  .onMalformedInput(CodingErrorAction.REPORT)
                  .encode(CharBuffer.wrap(value));
          byte[] bytes = new byte[encoded.remaining()];
          encoded.get(bytes);
          return bytes;
        } catch (CharacterCodingException e) {
          throw new IllegalArgumentException("a text with half of a surrogate pair", e);
        }
      }

      @Override
      public String decode(byte[] bytes) {
        try {
          return StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
        } catch (CharacterCodingException e) {
          throw new IllegalArgumentException("not UTF-8", e);
        }
      }
    };
  }

  /** A whole number of 64 bits, in eight bytes, the highest first. */
  static Codec<Long> number() {
    return new Codec<>() {
      @Override
      public byte[] encode(Long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
      }

      @Override
      public Long decode(byte[] bytes) {
        if (bytes.length != Long.BYTES) {
          throw new IllegalArgumentException("a number has " + Long.BYTES + " bytes");
        }
        return ByteBuffer.wrap(bytes).getLong();
      }
    };
  }

  /** Bytes as they are, copied both ways. */
  static Codec<byte[]> bytes() {
    return new Codec<>() {
      @Override
      public byte[] encode(byte[] value) {
        return value.clone();
      }

      @Override
      public byte[] decode(byte[] bytes) {
        return bytes.clone();
      }
    };
  }
}
