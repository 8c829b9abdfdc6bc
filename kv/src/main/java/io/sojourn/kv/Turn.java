package io.sojourn.kv;

import io.sojourn.kv.Row.Counter;
import io.sojourn.kv.Row.Holdings;
import io.sojourn.machine.Push;
import io.sojourn.machine.PushRoom;
import io.sojourn.machine.State;
import io.sojourn.machine.StateMachine;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One call of the machine: the state as typed rows, and the pushes that come of it. */
final class Turn {

  /*
   * A session whose pushes wait unacknowledged must neither be told lies nor have the requests of
   * others refused because its queue is full. What may still have to be told to it, come what may,
   * is a WatchLost for each of its watches and a LockGranted for each lock that it waits for: these are
   * its debts. There is always room for them, because nothing else is pushed that would not leave it:
   * a watch or a wait is refused, and instead of a change the loss of the watch is told, which takes
   * from the room what it takes from the debts.
   */

  /** No less than a WatchLost or a LockGranted takes. */
  private static final int DEBT_BYTES = 2048;

  /** No less than an event takes beside its texts and its value. */
  private static final int EVENT_BYTES = 128;

  /** UTF-16 units become at most so many bytes. */
  private static final int UTF8_BYTES = 3;

  private final State<Row> state;
  private final StateMachine.Context context;
  private final List<Push<KvEvent>> pushes = new ArrayList<>();
  private final SortedMap<SessionId, PushRoom.Room> rooms = new TreeMap<>();

  Turn(State<Row> state, StateMachine.Context context) {
    this.state = state;
    this.context = context;
  }

  State<Row> state() {
    return state;
  }

  SessionId session() {
    return context.session().id();
  }

  List<Push<KvEvent>> pushes() {
    return pushes;
  }

  /** The number of the last change. */
  long version() {
    return count(Names.VERSION);
  }

  /** The number of the next change, or a token, or a ticket: higher than any before. */
  long nextVersion() {
    return add(Names.VERSION, 1);
  }

  /** The value of a counter; one that is not there is 0. */
  long count(String name) {
    return state.get(name) instanceof Counter counter ? counter.value() : 0;
  }

  /** Adds to a counter, and removes one that becomes 0. */
  long add(String name, long by) {
    long value = count(name) + by;
    if (value == 0) {
      state.remove(name);
    } else {
      state.put(name, new Counter(value));
    }
    return value;
  }

  Holdings holdings(SessionId session) {
    return state.get(Names.holdings(session)) instanceof Holdings holdings
        ? holdings
        : Holdings.NONE;
  }

  void hold(SessionId session, Holdings holdings) {
    if (holdings.equals(Holdings.NONE)) {
      state.remove(Names.holdings(session));
    } else {
      state.put(Names.holdings(session), holdings);
    }
  }

  /** Whether a session can be told what one more watch or wait may have to tell it. */
  boolean hasRoomForDebt(SessionId session) {
    return leavesRoom(session, 0, 0, debts(session) + 1);
  }

  /** Whether a session can be told an event, and all its debts after it. */
  boolean hasRoom(SessionId session, KvEvent event) {
    return leavesRoom(session, 1, bytesOf(event), debts(session));
  }

  private boolean leavesRoom(SessionId session, int events, long bytes, int debts) {
    PushRoom.Room room = roomOf(session);
    return room.pushes() - events >= debts && room.bytes() - bytes >= (long) debts * DEBT_BYTES;
  }

  private int debts(SessionId session) {
    Holdings holdings = holdings(session);
    return holdings.watches() + holdings.waits();
  }

  void push(SessionId to, KvEvent event) {
    PushRoom.Room room = roomOf(to);
    rooms.put(to, new PushRoom.Room(room.pushes() - 1, room.bytes() - bytesOf(event)));
    pushes.add(new Push<>(to, event));
  }

  private PushRoom.Room roomOf(SessionId session) {
    return rooms.computeIfAbsent(session, id -> context.room().of(id));
  }

  /** No less than the event takes in a queue. */
  private static long bytesOf(KvEvent event) {
    return EVENT_BYTES
        + switch (event) {
          case KvEvent.EntryChanged e ->
              (long) UTF8_BYTES * e.entry().key().length() + e.entry().value().length();
          case KvEvent.EntryRemoved e -> (long) UTF8_BYTES * e.key().length();
          case KvEvent.WatchLost e -> (long) UTF8_BYTES * e.target().text().length();
          case KvEvent.LockGranted e -> (long) UTF8_BYTES * e.name().length();
        };
  }
}
