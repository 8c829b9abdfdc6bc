package io.sojourn.wire;

import io.sojourn.machine.SnapshotRecord;
import io.sojourn.machine.TableKey;
import io.sojourn.session.LiveCode;
import io.sojourn.session.PairingCode;
import io.sojourn.session.SessionId;
import java.util.function.BiFunction;

/** The fields of the records of a snapshot that stand for themselves. */
final class PlainRowFields {

  private static final byte[] NOTHING = {};

  private PlainRowFields() {}

  static void code(LiveCode code, FieldWriter to) {
    to.string(1, code.code().text());
    to.bytes(2, Values.bytes(code.host()));
    to.int64(3, code.openedAt());
    to.int64(4, code.expiresAt());
    to.int64(5, code.usesLeft());
  }

  static SnapshotRecord.CodeRow code(FieldReader in) throws WireException {
    PairingCode code = null;
    SessionId host = null;
    long openedAt = 0;
    long expiresAt = 0;
    int usesLeft = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> code = Values.code(in);
        case 2 -> host = Values.sessionId(in);
        case 3 -> openedAt = in.int64();
        case 4 -> expiresAt = in.int64();
        case 5 -> usesLeft = in.int32();
        default -> throw in.unknown();
      }
    }
    return new SnapshotRecord.CodeRow(
        new LiveCode(
            Values.need(in, code, "code"),
            Values.need(in, host, "host"),
            openedAt,
            expiresAt,
            usesLeft));
  }

  static void user(SnapshotRecord.UserRow row, FieldWriter to) {
    to.string(1, row.name());
    to.bytes(2, row.value());
  }

  static SnapshotRecord.UserRow user(FieldReader in) throws WireException {
    return named(in, SnapshotRecord.UserRow::new);
  }

  static void service(SnapshotRecord.ServiceRow row, FieldWriter to) {
    to.string(1, row.service());
    to.string(2, row.name());
    to.bytes(3, row.value());
  }

  static SnapshotRecord.ServiceRow service(FieldReader in) throws WireException {
    String service = "";
    String name = "";
    byte[] value = NOTHING;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> service = in.string();
        case 2 -> name = in.string();
        case 3 -> value = in.bytes();
        default -> throw in.unknown();
      }
    }
    return new SnapshotRecord.ServiceRow(service, name, value);
  }

  static void numbered(SnapshotRecord.NumberedRow row, FieldWriter to) {
    to.string(1, row.service());
    to.message(2, row.table(), PlainRowFields::table);
    to.fixed64(3, row.number());
    to.bytes(4, row.value());
  }

  static SnapshotRecord.NumberedRow numbered(FieldReader in) throws WireException {
    String service = "";
    TableKey table = null;
    long number = 0;
    byte[] value = NOTHING;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> service = in.string();
        case 2 -> table = table(in.message("TableKey"));
        case 3 -> number = in.fixed64();
        case 4 -> value = in.bytes();
        default -> throw in.unknown();
      }
    }
    return new SnapshotRecord.NumberedRow(service, Values.need(in, table, "table"), number, value);
  }

  private static void table(TableKey table, FieldWriter to) {
    to.int64(1, table.kind());
    to.fixed64(2, table.high());
    to.fixed64(3, table.low());
  }

  private static TableKey table(FieldReader in) throws WireException {
    int kind = 0;
    long high = 0;
    long low = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> kind = in.int32();
        case 2 -> high = in.fixed64();
        case 3 -> low = in.fixed64();
        default -> throw in.unknown();
      }
    }
    if (kind < 0) {
      throw in.broken("has a kind of table below 0");
    }
    return new TableKey(kind, high, low);
  }

  static void internal(SnapshotRecord.InternalRow row, FieldWriter to) {
    to.bytes(1, row.id());
    to.bytes(2, row.reply());
  }

  static SnapshotRecord.InternalRow internal(FieldReader in) throws WireException {
    byte[] id = NOTHING;
    byte[] reply = NOTHING;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = Values.internalId(in);
        case 2 -> reply = in.bytes();
        default -> throw in.unknown();
      }
    }
    if (id.length == 0) {
      throw in.broken("has no id");
    }
    return new SnapshotRecord.InternalRow(id, reply);
  }

  static void setting(SnapshotRecord.SettingRow row, FieldWriter to) {
    to.string(1, row.name());
    to.bytes(2, row.value());
  }

  static SnapshotRecord.SettingRow setting(FieldReader in) throws WireException {
    return named(in, SnapshotRecord.SettingRow::new);
  }

  private static <R> R named(FieldReader in, BiFunction<String, byte[], R> row)
      throws WireException {
    String name = "";
    byte[] value = NOTHING;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> name = in.string();
        case 2 -> value = in.bytes();
        default -> throw in.unknown();
      }
    }
    return row.apply(name, value);
  }

  static long end(FieldReader in) throws WireException {
    long records = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field != 1) {
        throw in.unknown();
      }
      records = in.int64();
    }
    return records;
  }
}
