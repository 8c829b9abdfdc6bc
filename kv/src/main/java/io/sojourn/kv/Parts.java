package io.sojourn.kv;

import static io.sojourn.kv.OneOf.Unknown;

import io.sojourn.session.SessionId;
import io.sojourn.wire.FieldReader;
import io.sojourn.wire.FieldWriter;
import io.sojourn.wire.WireException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What the messages of {@code kv.proto} share. */
final class Parts {

  private static final int ID_BYTES = 16;
  private static final byte[] NO_ID = new byte[0];

  private Parts() {}

  static byte[] bytes(@Nullable SessionId id) {
    return id == null
        ? NO_ID
        : ByteBuffer.allocate(ID_BYTES).putLong(id.high()).putLong(id.low()).array();
  }

  static @Nullable SessionId optionalId(FieldReader in) throws WireException {
    byte[] bytes = in.bytes();
    if (bytes.length == 0) {
      return null;
    }
    if (bytes.length != ID_BYTES) {
      throw in.broken("has a session id of " + bytes.length + " bytes");
    }
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new SessionId(halves.getLong(), halves.getLong());
  }

  static SessionId need(FieldReader in, @Nullable SessionId id) throws WireException {
    if (id == null) {
      throw in.broken("has no session id");
    }
    return id;
  }

  static void write(KvEntry entry, FieldWriter to) {
    to.string(1, entry.key());
    to.bytes(2, entry.value().bytes());
    to.int64(3, entry.version());
    to.bytes(4, bytes(entry.owner()));
  }

  static KvEntry entry(FieldReader in, Unknown unknown) throws WireException {
    String key = "";
    Value value = Value.EMPTY;
    long version = 0;
    SessionId owner = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> key = in.string();
        case 2 -> value = Value.handedOver(in.bytes());
        case 3 -> version = in.int64();
        case 4 -> owner = optionalId(in);
        default -> unknown.field(in);
      }
    }
    return new KvEntry(key, value, version, owner);
  }

  static void write(Target target, FieldWriter to) {
    to.string(1, target.text());
    to.bool(2, target.prefix());
  }

  static Target target(FieldReader in, Unknown unknown) throws WireException {
    String text = "";
    boolean prefix = false;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> text = in.string();
        case 2 -> prefix = in.bool();
        default -> unknown.field(in);
      }
    }
    return new Target(text, prefix);
  }

  /** The target in the only field of a message. */
  static Target targetOnly(FieldReader in, Unknown unknown) throws WireException {
    Target target = new Target("", false);
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1) {
        target = target(in.message("Target"), unknown);
      } else {
        unknown.field(in);
      }
    }
    return target;
  }

  static void empty(FieldReader in, Unknown unknown) throws WireException {
    while (in.next() != 0) {
      unknown.field(in);
    }
  }

  /** The fields of a message that has a text, or none, and up to two numbers. */
  record Numbers(String text, long first, long second) {

    /** Reads numbers in fields 1 and 2. */
    static Numbers of(FieldReader in, Unknown unknown) throws WireException {
      long first = 0;
      long second = 0;
      for (int field = in.next(); field != 0; field = in.next()) {
        switch (field) {
          case 1 -> first = in.int64();
          case 2 -> second = in.int64();
          default -> unknown.field(in);
        }
      }
      return new Numbers("", first, second);
    }

    /** Reads a text in field 1 and a number in field 2. */
    static Numbers named(FieldReader in, Unknown unknown) throws WireException {
      String text = "";
      long number = 0;
      for (int field = in.next(); field != 0; field = in.next()) {
        switch (field) {
          case 1 -> text = in.string();
          case 2 -> number = in.int64();
          default -> unknown.field(in);
        }
      }
      return new Numbers(text, number, 0);
    }
  }

  static String textOnly(FieldReader in, Unknown unknown) throws WireException {
    String text = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1) {
        text = in.string();
      } else {
        unknown.field(in);
      }
    }
    return text;
  }

  static long numberOnly(FieldReader in, Unknown unknown) throws WireException {
    long number = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1) {
        number = in.int64();
      } else {
        unknown.field(in);
      }
    }
    return number;
  }

  static boolean boolOnly(FieldReader in, Unknown unknown) throws WireException {
    boolean is = false;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1) {
        is = in.bool();
      } else {
        unknown.field(in);
      }
    }
    return is;
  }

  static Value valueOnly(FieldReader in, Unknown unknown) throws WireException {
    Value value = Value.EMPTY;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1) {
        value = Value.handedOver(in.bytes());
      } else {
        unknown.field(in);
      }
    }
    return value;
  }
}
