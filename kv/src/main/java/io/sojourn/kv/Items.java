package io.sojourn.kv;

import io.sojourn.kv.KvReply.Reason;
import io.sojourn.kv.KvReply.Refused;
import io.sojourn.kv.Row.Item;
import io.sojourn.kv.Row.Mark;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys: what they hold, who owns them, and the telling of every change. */
final class Items {

  /** A number of 64 bits as this machine writes it: no sign but a minus, no superfluous zero. */
  private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

  private static final int NUMBER_BYTES = 20;

  private final KvLimits limits;
  private final Watches watches;

  Items(KvLimits limits, Watches watches) {
    this.limits = limits;
    this.watches = watches;
  }

  KvReply get(Turn turn, String key) {
    Item item = find(turn, key);
    return item == null ? new KvReply.NotFound() : new KvReply.Found(entry(key, item));
  }

  KvReply put(Turn turn, KvCommand.Put put) {
    return set(turn, put.key(), find(turn, put.key()), put.value(), put.ephemeral());
  }

  KvReply compareAndSet(Turn turn, KvCommand.CompareAndSet asked) {
    Item item = find(turn, asked.key());
    boolean expected =
        switch (asked.expected()) {
          case KvCommand.Expected.Absent absent -> item == null;
          case KvCommand.Expected.AtVersion at -> item != null && item.version() == at.version();
          case KvCommand.Expected.Equal equal -> item != null && item.value().equals(equal.value());
        };
    return expected
        ? set(turn, asked.key(), item, asked.value(), asked.ephemeral())
        : mismatch(asked.key(), item);
  }

  private static KvReply mismatch(String key, @Nullable Item item) {
    return new KvReply.Mismatch(item == null ? null : entry(key, item));
  }

  private KvReply set(
      Turn turn, String key, @Nullable Item before, Value value, boolean ephemeral) {
    if (value.length() > limits.valueBytes()) {
      return new Refused(
          Reason.VALUE_TOO_LARGE, "A value has at most " + limits.valueBytes() + " bytes.");
    }
    SessionId owner = ephemeral ? turn.session() : null;
    if (owner != null && (before == null || !owner.equals(before.owner()))) {
      if (turn.holdings(owner).ephemerals() >= limits.ephemerals()) {
        return new Refused(
            Reason.TOO_MANY_EPHEMERALS, "A session owns at most " + limits.ephemerals() + " keys.");
      }
    }
    long version = write(turn, key, before, value, owner);
    return new KvReply.Written(version, before == null ? 0 : before.version());
  }

  KvReply increment(Turn turn, KvCommand.Increment asked) {
    Item before = find(turn, asked.key());
    String digits = before == null ? "0" : shortText(before.value());
    if (!NUMBER.matcher(digits).matches()) {
      return new Refused(Reason.NOT_A_NUMBER, "The key does not hold a decimal number.");
    }
    long sum;
    try {
      sum = Math.addExact(Long.parseLong(digits), asked.by());
    } catch (NumberFormatException e) {
      return new Refused(Reason.NOT_A_NUMBER, "The key holds a number of more than 64 bits.");
    } catch (ArithmeticException e) {
      return new Refused(Reason.OVERFLOW, "The sum would have more than 64 bits.");
    }
    SessionId owner = before == null ? null : before.owner();
    return new KvReply.Counted(sum, write(turn, asked.key(), before, Value.of("" + sum), owner));
  }

  private static String shortText(Value value) {
    return value.length() > NUMBER_BYTES ? "" : value.text().orElse("");
  }

  KvReply delete(Turn turn, KvCommand.Delete asked) {
    Item item = find(turn, asked.key());
    if (item == null) {
      return new KvReply.NotFound();
    }
    if (asked.version() != 0 && asked.version() != item.version()) {
      return mismatch(asked.key(), item);
    }
    return new KvReply.Removed(remove(turn, asked.key(), item));
  }

  /** A page of the keys that begin so, behind one of them. */
  KvReply.Listing list(Turn turn, KvCommand.List asked) {
    List<KvEntry> entries = new ArrayList<>();
    Map<String, Row> behind = turn.state().withPrefix(Names.item(asked.prefix()));
    if (!asked.after().isEmpty()) {
      // The first name behind another is that with the least unit after it.
      behind =
          turn.state()
              .withPrefix(Names.item(asked.prefix()))
              .tailMap(Names.item(asked.after()) + '\0');
    }
    long bytes = 0;
    for (Map.Entry<String, Row> row : behind.entrySet()) {
      if (entries.size() == asked.limit() || !(row.getValue() instanceof Item item)) {
        return new KvReply.Listing(entries, true);
      }
      String key = Names.keyOf(row.getKey());
      Item shown = asked.keysOnly() ? new Item(Value.EMPTY, item.version(), item.owner()) : item;
      // Three bytes are the most that a UTF-16 unit becomes; the numbers take less than 64.
      bytes += 64 + 3L * key.length() + shown.value().length();
      if (bytes > limits.pageBytes() && !entries.isEmpty()) {
        return new KvReply.Listing(entries, true);
      }
      entries.add(entry(key, shown));
    }
    return new KvReply.Listing(entries, false);
  }

  /** Removes the keys that a session owned. */
  void ended(Turn turn, SessionId session) {
    String owned = Names.ownedBy(session);
    for (String name : List.copyOf(turn.state().withPrefix(owned).keySet())) {
      String key = name.substring(owned.length());
      Item item = find(turn, key);
      if (item != null) {
        remove(turn, key, item);
      }
    }
  }

  static @Nullable Item find(Turn turn, String key) {
    return turn.state().get(Names.item(key)) instanceof Item item ? item : null;
  }

  static KvEntry entry(String key, Item item) {
    return new KvEntry(key, item.value(), item.version(), item.owner());
  }

  private long write(
      Turn turn, String key, @Nullable Item before, Value value, @Nullable SessionId owner) {
    changeOwner(turn, key, before == null ? null : before.owner(), owner);
    Item item = new Item(value, turn.nextVersion(), owner);
    turn.state().put(Names.item(key), item);
    watches.tell(turn, key, item.version(), new KvEvent.EntryChanged(entry(key, item)));
    return item.version();
  }

  private long remove(Turn turn, String key, Item item) {
    changeOwner(turn, key, item.owner(), null);
    turn.state().remove(Names.item(key));
    long version = turn.nextVersion();
    watches.tell(turn, key, version, new KvEvent.EntryRemoved(key, version));
    return version;
  }

  private static void changeOwner(
      Turn turn, String key, @Nullable SessionId from, @Nullable SessionId to) {
    if (Objects.equals(from, to)) {
      return;
    }
    if (from != null) {
      turn.state().remove(Names.owned(from, key));
      turn.hold(from, turn.holdings(from).plus(0, 0, 0, -1));
    }
    if (to != null) {
      turn.state().put(Names.owned(to, key), new Mark());
      turn.hold(to, turn.holdings(to).plus(0, 0, 0, 1));
    }
  }
}
