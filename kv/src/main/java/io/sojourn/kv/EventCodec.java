package io.sojourn.kv;

import io.sojourn.kv.KvEvent.EntryChanged;
import io.sojourn.kv.KvEvent.EntryRemoved;
import io.sojourn.kv.KvEvent.LockGranted;
import io.sojourn.kv.KvEvent.WatchLost;
import io.sojourn.wire.FieldReader;
import io.sojourn.wire.FieldWriter;
import io.sojourn.wire.WireException;
import org.jspecify.annotations.Nullable;

/** The message {@code Event}: clients skip what they do not know. */
final class EventCodec extends OneOf<KvEvent> {

  EventCodec() {
    super("Event", SKIPPED);
  }

  @Override
  void write(KvEvent event, FieldWriter to) {
    switch (event) {
      case EntryChanged e ->
          to.message(1, e, (changed, out) -> out.message(1, changed.entry(), Parts::write));
      case EntryRemoved e -> named(to, 2, e.key(), e.version());
      case WatchLost e -> to.message(3, e, EventCodec::lost);
      case LockGranted e -> named(to, 4, e.name(), e.token());
    }
  }

  @Override
  @Nullable KvEvent read(int field, FieldReader in) throws WireException {
    return switch (field) {
      case 1 -> changed(in.message("EntryChanged"));
      case 2 -> {
        Parts.Numbers removed = Parts.Numbers.named(in.message("EntryRemoved"), SKIPPED);
        yield new EntryRemoved(removed.text(), removed.first());
      }
      case 3 -> lost(in.message("WatchLost"));
      case 4 -> {
        Parts.Numbers granted = Parts.Numbers.named(in.message("LockGranted"), SKIPPED);
        yield new LockGranted(granted.text(), granted.first());
      }
      default -> null;
    };
  }

  private static void named(FieldWriter to, int field, String text, long number) {
    to.message(
        field,
        text,
        (name, out) -> {
          out.string(1, name);
          out.int64(2, number);
        });
  }

  private static EntryChanged changed(FieldReader in) throws WireException {
    KvEntry entry = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1) {
        entry = Parts.entry(in.message("Entry"), SKIPPED);
      } else {
        in.skip();
      }
    }
    if (entry == null) {
      throw in.broken("has no entry");
    }
    return new EntryChanged(entry);
  }

  private static void lost(WatchLost lost, FieldWriter to) {
    to.message(1, lost.target(), Parts::write);
    to.int64(2, lost.version());
  }

  private static WatchLost lost(FieldReader in) throws WireException {
    Target target = null;
    long version = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> target = Parts.target(in.message("Target"), SKIPPED);
        case 2 -> version = in.int64();
        default -> in.skip();
      }
    }
    if (target == null) {
      throw in.broken("has no target");
    }
    return new WatchLost(target, version);
  }
}
