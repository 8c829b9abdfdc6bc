package io.sojourn.wire;

import io.sojourn.machine.Command;

/** The fields of the commands that no session gives but the server itself. */
final class SystemFields {

  private static final byte[] NOTHING = {};

  private SystemFields() {}

  static Command resendDue(FieldReader in) throws WireException {
    long sentBefore = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field != 1) {
        throw in.unknown();
      }
      sentBefore = in.int64();
    }
    return new Command.ResendDue(sentBefore);
  }

  static void grantLeases(Command.GrantLeases c, FieldWriter to) {
    to.string(1, c.node());
    to.string(2, c.address());
  }

  static Command grantLeases(FieldReader in) throws WireException {
    String node = "";
    String address = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> node = in.string();
        case 2 -> address = in.string();
        default -> throw in.unknown();
      }
    }
    return new Command.GrantLeases(node, address);
  }

  static void internal(Command.Internal c, FieldWriter to) {
    to.bytes(1, c.id());
    to.bytes(2, c.body());
  }

  static Command internal(FieldReader in) throws WireException {
    byte[] id = NOTHING;
    byte[] body = NOTHING;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = Values.internalId(in);
        case 2 -> body = in.bytes();
        default -> throw in.unknown();
      }
    }
    if (id.length == 0) {
      throw in.broken("has no id");
    }
    return new Command.Internal(id, body);
  }

  static void service(Command.Service c, FieldWriter to) {
    to.string(1, c.service());
    to.bytes(2, c.body());
  }

  static Command service(FieldReader in) throws WireException {
    String service = "";
    byte[] body = NOTHING;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> service = in.string();
        case 2 -> body = in.bytes();
        default -> throw in.unknown();
      }
    }
    return new Command.Service(service, body);
  }

  static void putSetting(Command.PutSetting c, FieldWriter to) {
    to.string(1, c.name());
    to.bytes(2, c.value());
    to.bool(3, c.ifAbsent());
  }

  static Command putSetting(FieldReader in) throws WireException {
    String name = "";
    byte[] value = NOTHING;
    boolean ifAbsent = false;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> name = in.string();
        case 2 -> value = in.bytes();
        case 3 -> ifAbsent = in.bool();
        default -> throw in.unknown();
      }
    }
    return new Command.PutSetting(name, value, ifAbsent);
  }

  static Command upgrade(FieldReader in) throws WireException {
    int behaviour = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field != 1) {
        throw in.unknown();
      }
      behaviour = in.int32();
    }
    return new Command.Upgrade(behaviour);
  }
}
