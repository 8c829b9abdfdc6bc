package io.sojourn.kv;

import io.sojourn.kv.Row.Claim;
import io.sojourn.kv.Row.Counter;
import io.sojourn.kv.Row.Holdings;
import io.sojourn.kv.Row.Item;
import io.sojourn.kv.Row.LockState;
import io.sojourn.kv.Row.Mark;
import io.sojourn.kv.Row.Waiter;
import io.sojourn.session.SessionId;
import io.sojourn.wire.FieldReader;
import io.sojourn.wire.FieldWriter;
import io.sojourn.wire.WireException;
import org.jspecify.annotations.Nullable;

/** The message {@code Row}: strict, since all nodes must agree on what it says. */
final class RowCodec extends OneOf<Row> {

  RowCodec() {
    super("Row", REFUSED);
  }

  @Override
  void write(Row row, FieldWriter to) {
    switch (row) {
      case Item r -> to.message(1, r, RowCodec::item);
      case Counter r -> to.message(2, r, (counter, out) -> out.int64(1, counter.value()));
      case Holdings r -> to.message(3, r, RowCodec::holdings);
      case LockState r -> to.message(4, r, RowCodec::lockState);
      case Waiter r ->
          to.message(5, r, (waiter, out) -> out.bytes(1, Parts.bytes(waiter.session())));
      case Claim r -> to.message(6, r, RowCodec::claim);
      case Mark r -> to.message(7, r, (mark, out) -> {});
    }
  }

  @Override
  @Nullable Row read(int field, FieldReader in) throws WireException {
    return switch (field) {
      case 1 -> item(in.message("Item"));
      case 2 -> new Counter(Parts.numberOnly(in.message("Counter"), REFUSED));
      case 3 -> holdings(in.message("Holdings"));
      case 4 -> lockState(in.message("LockState"));
      case 5 -> waiter(in.message("Waiter"));
      case 6 -> {
        Parts.Numbers claim = Parts.Numbers.of(in.message("Claim"), REFUSED);
        yield new Claim(claim.first(), claim.second());
      }
      case 7 -> {
        Parts.empty(in.message("Mark"), REFUSED);
        yield new Mark();
      }
      default -> null;
    };
  }

  private static void item(Item item, FieldWriter to) {
    to.bytes(1, item.value().bytes());
    to.int64(2, item.version());
    to.bytes(3, Parts.bytes(item.owner()));
  }

  private static Item item(FieldReader in) throws WireException {
    Value value = Value.EMPTY;
    long version = 0;
    SessionId owner = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> value = Value.handedOver(in.bytes());
        case 2 -> version = in.int64();
        case 3 -> owner = Parts.optionalId(in);
        default -> REFUSED.field(in);
      }
    }
    return new Item(value, version, owner);
  }

  private static void holdings(Holdings holdings, FieldWriter to) {
    to.int64(1, holdings.watches());
    to.int64(2, holdings.locks());
    to.int64(3, holdings.waits());
    to.int64(4, holdings.ephemerals());
  }

  private static Holdings holdings(FieldReader in) throws WireException {
    int watches = 0;
    int locks = 0;
    int waits = 0;
    int ephemerals = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> watches = in.int32();
        case 2 -> locks = in.int32();
        case 3 -> waits = in.int32();
        case 4 -> ephemerals = in.int32();
        default -> REFUSED.field(in);
      }
    }
    return new Holdings(watches, locks, waits, ephemerals);
  }

  private static void lockState(LockState lock, FieldWriter to) {
    to.bytes(1, Parts.bytes(lock.holder()));
    to.int64(2, lock.token());
    to.int64(3, lock.waiting());
  }

  private static LockState lockState(FieldReader in) throws WireException {
    SessionId holder = null;
    long token = 0;
    int waiting = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> holder = Parts.optionalId(in);
        case 2 -> token = in.int64();
        case 3 -> waiting = in.int32();
        default -> REFUSED.field(in);
      }
    }
    return new LockState(Parts.need(in, holder), token, waiting);
  }

  private static Waiter waiter(FieldReader in) throws WireException {
    SessionId session = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1) {
        session = Parts.optionalId(in);
      } else {
        REFUSED.field(in);
      }
    }
    return new Waiter(Parts.need(in, session));
  }

  private static void claim(Claim claim, FieldWriter to) {
    to.int64(1, claim.token());
    to.int64(2, claim.ticket());
  }
}
