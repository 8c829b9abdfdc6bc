package io.sojourn.kv;

import io.sojourn.machine.Codec;
import io.sojourn.wire.FieldReader;
import io.sojourn.wire.FieldWriter;
import io.sojourn.wire.WireException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A message of {@code kv.proto} that is one of several, as the codec of a sealed type. */
abstract class OneOf<T> implements Codec<T> {

  /** What is likely to be enough beside a value. */
  private static final int ROOM = 256;

  /** What a reader does with a field that it does not know. */
  @FunctionalInterface
  interface Unknown {
    void field(FieldReader in) throws WireException;
  }

  /** Where all nodes must agree on what a message says. */
  static final Unknown REFUSED =
      in -> {
        throw in.broken("has a field that is not known");
      };

  /** Where a newer server may say more than an older client understands. */
  static final Unknown SKIPPED = FieldReader::skip;

  private final String name;
  private final Unknown unknown;

  OneOf(String name, Unknown unknown) {
    this.name = name;
    this.unknown = unknown;
  }

  abstract void write(T value, FieldWriter to);

  /** Reads the one of that number, or gives null if there is none. */
  abstract @Nullable T read(int field, FieldReader in) throws WireException;

  @Override
  public final byte[] encode(T value) {
    ByteBuffer buffer = FieldWriter.buffer(ROOM, value, this::write);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Override
  public final T decode(byte[] bytes) {
    FieldReader in = new FieldReader(name, bytes, 0, bytes.length);
    try {
      T value = null;
      for (int field = in.next(); field != 0; field = in.next()) {
        T one = value == null ? read(field, in) : null;
        if (one == null) {
          unknown.field(in);
        } else {
          value = one;
        }
      }
      if (value == null) {
        throw in.broken("is none that is known");
      }
      return value;
    } catch (WireException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
