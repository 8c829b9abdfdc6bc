package io.sojourn.kv;

import io.sojourn.kv.KvReply.Reason;
import io.sojourn.kv.KvReply.Refused;
import io.sojourn.machine.Codecs;
import io.sojourn.machine.Push;
import io.sojourn.machine.QueryRefusedException;
import io.sojourn.machine.State;
import io.sojourn.machine.StateMachine;
import io.sojourn.machine.TypedMachine;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.Bounds;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state machine that ships: keys with values and versions, changes by condition, counters,
 * watches, keys that end with their session, and locks.
 *
 * <p>A session that does not acknowledge its pushes never has the requests of others refused: it
 * loses its watches, and is told which.
 */
public final class KvMachine implements StateMachine<KvCommand, KvReply, KvEvent, Row> {

  /*
   * Everything is in rows of the state (Names, Row), each found by what asks for it: a change looks up
   * the watchers of its key and of the prefix lengths that anybody watches, the end of a session its own
   * keys, watches and claims. No row is gone through that does not count.
   */

  private final KvLimits limits;
  private final Watches watches;
  private final Items items;
  private final Locks locks;

  /** A machine with these bounds. */
  public KvMachine(KvLimits limits) {
    this.limits = limits;
    this.watches = new Watches(limits);
    this.items = new Items(limits, watches);
    this.locks = new Locks(limits);
  }

  /** The machine as the kernel runs it, with the default bounds. */
  public static UserStateMachine create() {
    return ofBytes(KvLimits.DEFAULT);
  }

  static UserStateMachine ofBytes(KvLimits limits) {
    return new TypedMachine<>(
        new KvMachine(limits),
        new Codecs<>(KvCodecs.COMMAND, KvCodecs.REPLY, KvCodecs.EVENT, KvCodecs.ROW));
  }

  @Override
  public Execution<KvReply, KvEvent> apply(State<Row> state, KvCommand command, Context context) {
    Turn turn = new Turn(state, context);
    KvReply wrong = refuse(command);
    KvReply reply = wrong == null ? execute(turn, command) : wrong;
    return new Execution<>(reply, turn.pushes());
  }

  /** Answers what only reads. */
  @Override
  public KvReply query(State<Row> readOnly, KvCommand query, Context context) {
    return switch (query) {
      case KvCommand.Get q -> apply(readOnly, q, context).reply();
      case KvCommand.List q -> apply(readOnly, q, context).reply();
      case KvCommand.Holder q -> apply(readOnly, q, context).reply();
      case KvCommand.Put q -> throw notARead();
      case KvCommand.Delete q -> throw notARead();
      case KvCommand.CompareAndSet q -> throw notARead();
      case KvCommand.Increment q -> throw notARead();
      case KvCommand.Watch q -> throw notARead();
      case KvCommand.Unwatch q -> throw notARead();
      case KvCommand.Lock q -> throw notARead();
      case KvCommand.Unlock q -> throw notARead();
    };
  }

  private static QueryRefusedException notARead() {
    return new QueryRefusedException("A query gets, lists, or asks who holds a lock.");
  }

  private KvReply execute(Turn turn, KvCommand command) {
    return switch (command) {
      case KvCommand.Put c -> items.put(turn, c);
      case KvCommand.Get c -> items.get(turn, c.key());
      case KvCommand.Delete c -> items.delete(turn, c);
      case KvCommand.CompareAndSet c -> items.compareAndSet(turn, c);
      case KvCommand.Increment c -> items.increment(turn, c);
      case KvCommand.List c -> items.list(turn, c);
      case KvCommand.Watch c -> watch(turn, c.target());
      case KvCommand.Unwatch c -> watches.unwatch(turn, c.target());
      case KvCommand.Lock c -> locks.lock(turn, c);
      case KvCommand.Unlock c -> locks.unlock(turn, c);
      case KvCommand.Holder c -> locks.holder(turn, c.name());
    };
  }

  private KvReply watch(Turn turn, Target target) {
    KvReply refused = watches.watch(turn, target);
    if (refused != null) {
      return refused;
    }
    long version = turn.version();
    if (target.prefix()) {
      KvReply.Listing page =
          items.list(turn, new KvCommand.List(target.text(), "", limits.page(), false));
      return new KvReply.Watching(version, page.entries(), page.more());
    }
    Row.Item item = Items.find(turn, target.text());
    List<KvEntry> entries = item == null ? List.of() : List.of(Items.entry(target.text(), item));
    return new KvReply.Watching(version, entries, false);
  }

  /** What the end of a session ends: its keys, its locks and its watches. */
  @Override
  public List<Push<KvEvent>> onSessionExpired(State<Row> state, Session session, Context context) {
    Turn turn = new Turn(state, context);
    SessionId id = session.id();
    watches.ended(turn, id); // first: the dead need not be told what follows
    items.ended(turn, id);
    locks.ended(turn, id);
    return turn.pushes();
  }

  /** Why a command is refused whatever the state is, or null. */
  private @Nullable Refused refuse(KvCommand command) {
    return switch (command) {
      case KvCommand.Put c -> refuseKey(c.key(), false);
      case KvCommand.Get c -> refuseKey(c.key(), false);
      case KvCommand.Delete c -> refuseKey(c.key(), false);
      case KvCommand.CompareAndSet c -> refuseKey(c.key(), false);
      case KvCommand.Increment c -> refuseKey(c.key(), false);
      case KvCommand.List c -> refusePage(c);
      case KvCommand.Watch c -> refuseKey(c.target().text(), c.target().prefix());
      case KvCommand.Unwatch c -> refuseKey(c.target().text(), c.target().prefix());
      case KvCommand.Lock c -> refuseKey(c.name(), false);
      case KvCommand.Unlock c -> refuseKey(c.name(), false);
      case KvCommand.Holder c -> refuseKey(c.name(), false);
    };
  }

  private @Nullable Refused refusePage(KvCommand.List list) {
    Refused wrong = refuseKey(list.prefix(), true);
    if (wrong == null) {
      wrong = refuseKey(list.after(), true);
    }
    if (wrong != null) {
      return wrong;
    }
    if (list.limit() < 1 || list.limit() > limits.page()) {
      return new Refused(Reason.INVALID_PAGE, "A page has 1 to " + limits.page() + " entries.");
    }
    return list.after().isEmpty() || list.after().startsWith(list.prefix())
        ? null
        : new Refused(Reason.INVALID_PAGE, "A page begins behind a key of the same prefix.");
  }

  private @Nullable Refused refuseKey(String key, boolean mayBeEmpty) {
    if (key.isEmpty() && !mayBeEmpty) {
      return new Refused(Reason.INVALID_KEY, "A key or a name must not be empty.");
    }
    boolean tooLong =
        key.length() > limits.keyBytes()
            || (Bounds.isUnicode(key)
                && key.getBytes(StandardCharsets.UTF_8).length > limits.keyBytes());
    if (tooLong || !Bounds.isUnicode(key)) {
      return new Refused(
          Reason.INVALID_KEY,
          "A key or a name is Unicode text of at most " + limits.keyBytes() + " bytes.");
    }
    return null;
  }
}
