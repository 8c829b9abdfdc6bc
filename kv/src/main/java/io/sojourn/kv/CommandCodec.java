package io.sojourn.kv;

import io.sojourn.kv.KvCommand.CompareAndSet;
import io.sojourn.kv.KvCommand.Delete;
import io.sojourn.kv.KvCommand.Expected;
import io.sojourn.kv.KvCommand.Get;
import io.sojourn.kv.KvCommand.Holder;
import io.sojourn.kv.KvCommand.Increment;
import io.sojourn.kv.KvCommand.List;
import io.sojourn.kv.KvCommand.Lock;
import io.sojourn.kv.KvCommand.Put;
import io.sojourn.kv.KvCommand.Unlock;
import io.sojourn.kv.KvCommand.Unwatch;
import io.sojourn.kv.KvCommand.Watch;
import io.sojourn.wire.FieldReader;
import io.sojourn.wire.FieldWriter;
import io.sojourn.wire.WireException;
import org.jspecify.annotations.Nullable;

/** The message {@code Command}: strict, since all nodes must agree on what it says. */
final class CommandCodec extends OneOf<KvCommand> {

  CommandCodec() {
    super("Command", REFUSED);
  }

  @Override
  void write(KvCommand command, FieldWriter to) {
    switch (command) {
      case Put c -> to.message(1, c, CommandCodec::put);
      case Get c -> to.message(2, c, (get, out) -> out.string(1, get.key()));
      case Delete c -> to.message(3, c, CommandCodec::delete);
      case CompareAndSet c -> to.message(4, c, CommandCodec::compareAndSet);
      case Increment c -> to.message(5, c, CommandCodec::increment);
      case List c -> to.message(6, c, CommandCodec::list);
      case Watch c -> to.message(7, c, (w, out) -> out.message(1, w.target(), Parts::write));
      case Unwatch c -> to.message(8, c, (w, out) -> out.message(1, w.target(), Parts::write));
      case Lock c -> to.message(9, c, CommandCodec::lock);
      case Unlock c -> to.message(10, c, CommandCodec::unlock);
      case Holder c -> to.message(11, c, (holder, out) -> out.string(1, holder.name()));
    }
  }

  @Override
  @Nullable KvCommand read(int field, FieldReader in) throws WireException {
    return switch (field) {
      case 1 -> put(in.message("Put"));
      case 2 -> new Get(Parts.textOnly(in.message("Get"), REFUSED));
      case 3 -> {
        Parts.Numbers delete = Parts.Numbers.named(in.message("Delete"), REFUSED);
        yield new Delete(delete.text(), delete.first());
      }
      case 4 -> compareAndSet(in.message("CompareAndSet"));
      case 5 -> {
        Parts.Numbers increment = Parts.Numbers.named(in.message("Increment"), REFUSED);
        yield new Increment(increment.text(), increment.first());
      }
      case 6 -> list(in.message("List"));
      case 7 -> new Watch(Parts.targetOnly(in.message("Watch"), REFUSED));
      case 8 -> new Unwatch(Parts.targetOnly(in.message("Unwatch"), REFUSED));
      case 9 -> lock(in.message("Lock"));
      case 10 -> {
        Parts.Numbers unlock = Parts.Numbers.named(in.message("Unlock"), REFUSED);
        yield new Unlock(unlock.text(), unlock.first());
      }
      case 11 -> new Holder(Parts.textOnly(in.message("Holder"), REFUSED));
      default -> null;
    };
  }

  private static void put(Put put, FieldWriter to) {
    to.string(1, put.key());
    to.bytes(2, put.value().bytes());
    to.bool(3, put.ephemeral());
  }

  private static Put put(FieldReader in) throws WireException {
    String key = "";
    Value value = Value.EMPTY;
    boolean ephemeral = false;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> key = in.string();
        case 2 -> value = Value.handedOver(in.bytes());
        case 3 -> ephemeral = in.bool();
        default -> REFUSED.field(in);
      }
    }
    return new Put(key, value, ephemeral);
  }

  private static void delete(Delete delete, FieldWriter to) {
    to.string(1, delete.key());
    to.int64(2, delete.version());
  }

  private static void compareAndSet(CompareAndSet command, FieldWriter to) {
    to.string(1, command.key());
    to.message(2, command.expected(), CommandCodec::expected);
    to.bytes(3, command.value().bytes());
    to.bool(4, command.ephemeral());
  }

  private static CompareAndSet compareAndSet(FieldReader in) throws WireException {
    String key = "";
    Expected expected = null;
    Value value = Value.EMPTY;
    boolean ephemeral = false;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> key = in.string();
        case 2 -> expected = expected(in.message("Expected"));
        case 3 -> value = Value.handedOver(in.bytes());
        case 4 -> ephemeral = in.bool();
        default -> REFUSED.field(in);
      }
    }
    if (expected == null) {
      throw in.broken("expects neither something nor nothing");
    }
    return new CompareAndSet(key, expected, value, ephemeral);
  }

  private static void expected(Expected expected, FieldWriter to) {
    switch (expected) {
      case Expected.Absent e -> to.message(1, e, (absent, out) -> {});
      case Expected.AtVersion e ->
          to.message(2, e, (version, out) -> out.int64(1, version.version()));
      case Expected.Equal e ->
          to.message(3, e, (equal, out) -> out.bytes(1, equal.value().bytes()));
    }
  }

  private static Expected expected(FieldReader in) throws WireException {
    Expected expected = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (expected != null) {
        throw in.broken("expects two things at once");
      }
      expected =
          switch (field) {
            case 1 -> {
              Parts.empty(in.message("Absent"), REFUSED);
              yield new Expected.Absent();
            }
            case 2 -> new Expected.AtVersion(Parts.numberOnly(in.message("AtVersion"), REFUSED));
            case 3 -> new Expected.Equal(Parts.valueOnly(in.message("Equal"), REFUSED));
            default -> null;
          };
      if (expected == null) {
        REFUSED.field(in);
      }
    }
    if (expected == null) {
      throw in.broken("expects neither something nor nothing");
    }
    return expected;
  }

  private static void increment(Increment increment, FieldWriter to) {
    to.string(1, increment.key());
    to.int64(2, increment.by());
  }

  private static void list(List list, FieldWriter to) {
    to.string(1, list.prefix());
    to.string(2, list.after());
    to.int64(3, list.limit());
    to.bool(4, list.keysOnly());
  }

  private static List list(FieldReader in) throws WireException {
    String prefix = "";
    String after = "";
    int limit = 0;
    boolean keysOnly = false;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> prefix = in.string();
        case 2 -> after = in.string();
        case 3 -> limit = in.int32();
        case 4 -> keysOnly = in.bool();
        default -> REFUSED.field(in);
      }
    }
    return new List(prefix, after, limit, keysOnly);
  }

  private static void lock(Lock lock, FieldWriter to) {
    to.string(1, lock.name());
    to.bool(2, lock.queue());
  }

  private static Lock lock(FieldReader in) throws WireException {
    String name = "";
    boolean queue = false;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> name = in.string();
        case 2 -> queue = in.bool();
        default -> REFUSED.field(in);
      }
    }
    return new Lock(name, queue);
  }

  private static void unlock(Unlock unlock, FieldWriter to) {
    to.string(1, unlock.name());
    to.int64(2, unlock.token());
  }
}
