package io.sojourn.machine;

import io.sojourn.session.Attribute;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.Bounds;
import io.sojourn.session.Lifecycle;
import io.sojourn.session.Limits;
import io.sojourn.session.LiveCode;
import io.sojourn.session.NewSession;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.session.StateChange;
import io.sojourn.session.Transition;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The commands on session records: create, change, touch, edit; and the end of leases. */
final class Records {

  private final SessionTable table;
  private final CodeTable codes;
  private final Exchanges exchanges;
  private final UserCode user;
  private final Limits limits;
  private final Deadlines<SessionEntry> deadlines;
  private long leasesGrantedAt;
  private @Nullable Leader leader;

  Records(SessionTable table, CodeTable codes, Exchanges exchanges, UserCode user, Limits limits) {
    this.table = table;
    this.codes = codes;
    this.exchanges = exchanges;
    this.user = user;
    this.limits = limits;
    this.deadlines =
        new Deadlines<>(entry -> entry.deadline(leasesGrantedAt, limits.retentionMillis()));
  }

  /**
   * Creates a session, or leaves nothing behind. Whoever asks again, with the same id and token, is
   * told of the session that the first time made.
   */
  Reply create(Command.CreateSession asked, Turn turn) {
    SessionEntry entry = table.find(asked.id());
    if (entry == null || !entry.session().tokenHash().equals(asked.session().tokenHash())) {
      return begin(asked.id(), asked.session(), turn);
    }
    return entry.isLive() ? new Reply.SessionIs(entry.session()) : Refusals.dead(entry.session());
  }

  /** Creates a session of an id that there is not, or leaves nothing behind. */
  Reply begin(SessionId id, NewSession asked, Turn turn) {
    Reply refused = refuseCreation(id, asked);
    if (refused != null) {
      return refused;
    }
    Session session = begun(id, asked, turn.now);
    UserCode.Reception reception = user.admit(session, turn);
    if (reception.refused() != null) {
      return new Reply.Refused(reception.refused());
    }
    restore(new SessionEntry(session));
    turn.emit(new Effect.SessionChanged(session));
    user.welcome(reception.pushes(), turn);
    return new Reply.SessionIs(session);
  }

  /** Why a session cannot be created, whatever the user's machine says; or null if it can. */
  private @Nullable Reply refuseCreation(SessionId id, NewSession asked) {
    if (table.find(id) != null) {
      return Refusals.because(
          Refusal.Code.SESSION_EXISTS, "There already is a session of this id.");
    }
    if (table.size() >= limits.sessions()) {
      return Refusals.because(
          Refusal.Code.LIMIT_EXCEEDED, "There are " + limits.sessions() + " sessions already.");
    }
    Refusal over = Bounds.check(asked, limits);
    return over == null ? null : new Reply.Refused(over);
  }

  private static Session begun(SessionId id, NewSession asked, long now) {
    SortedMap<String, Attribute> attributes = new TreeMap<>();
    asked.attributes().forEach((name, value) -> attributes.put(name, new Attribute(value, 1)));
    return new Session(
        id,
        asked.userId(),
        asked.activate() ? SessionState.ACTIVE : SessionState.PENDING,
        now,
        now + asked.lifeMillis(),
        asked.idleTimeoutMillis(),
        now,
        0,
        asked.capabilities(),
        Collections.unmodifiableSortedMap(attributes),
        1,
        0,
        asked.tokenHash());
  }

  /** Adds an entry as a snapshot held it. */
  void restore(SessionEntry entry) {
    table.add(entry);
    deadlines.set(entry.mark);
  }

  Reply change(SessionId id, StateChange change, long expectedVersion, Turn turn) {
    SessionEntry entry = table.find(id);
    if (entry == null) {
      return Refusals.unknown();
    }
    Session session = entry.session();
    if (change == StateChange.EXPIRE) {
      return Refusals.illegal(session, change);
    }
    if (expectedVersion != 0 && expectedVersion != session.version()) {
      return Refusals.version(session, expectedVersion);
    }
    return switch (Lifecycle.next(session.state(), change)) {
      case Transition.Illegal illegal -> Refusals.illegal(session, change);
      case Transition.Stays stays -> new Reply.SessionIs(session);
      case Transition.Moves moves -> new Reply.SessionIs(move(entry, moves.to(), turn));
    };
  }

  /** Ends a session if the connection that asks for it still holds it. */
  Reply end(Command.EndSession asked, Turn turn) {
    Reply refused = Exchanges.refuse(table.find(asked.id()), asked.epoch());
    return refused == null ? change(asked.id(), StateChange.INVALIDATE, 0, turn) : refused;
  }

  private Session move(SessionEntry entry, SessionState to, Turn turn) {
    boolean dies = entry.isLive() && !to.isLive();
    table.beforeChange(entry);
    Session moved = entry.session().movedTo(to, turn.now);
    entry.replace(moved);
    if (dies) {
      deadlines.set(entry.mark);
      exchanges.drop(entry);
      closeCode(moved.id(), turn);
      turn.emit(new Effect.SessionEnded(moved));
      user.ended(moved, turn);
    } else {
      turn.emit(new Effect.SessionChanged(moved));
    }
    return moved;
  }

  Reply touch(SessionId id, Turn turn) {
    SessionEntry entry = table.find(id);
    if (entry == null) {
      return Refusals.unknown();
    }
    if (!entry.isLive()) {
      return Refusals.dead(entry.session());
    }
    table.beforeChange(entry);
    entry.seenAt(turn.now);
    Session seen = entry.session();
    turn.emit(new Effect.SessionChanged(seen));
    return new Reply.SessionIs(seen);
  }

  Reply edit(Command.EditAttributes asked, Turn turn) {
    SessionEntry entry = table.find(asked.id());
    if (entry == null) {
      return Refusals.unknown();
    }
    Session session = entry.session();
    if (!entry.isLive()) {
      return Refusals.dead(session);
    }
    Refusal malformed = Bounds.checkEdits(asked.edits(), limits);
    if (malformed != null) {
      return new Reply.Refused(malformed);
    }
    if (asked.expectedVersion() != 0 && asked.expectedVersion() != session.version()) {
      return Refusals.version(session, asked.expectedVersion());
    }
    SortedMap<String, Attribute> edited = new TreeMap<>();
    if (!asked.replaceAll()) {
      edited.putAll(session.attributes());
    }
    for (AttributeEdit edit : asked.edits()) {
      Attribute before = session.attributes().get(edit.name());
      long version = before == null ? AttributeEdit.ABSENT : before.version();
      if (edit.expectedVersion() != AttributeEdit.ANY && edit.expectedVersion() != version) {
        return Refusals.because(
            Refusal.Code.VERSION_MISMATCH,
            "Attribute " + edit.name() + " has version " + version + ".");
      }
      apply(edit, before, session.version() + 1, edited);
    }
    SortedMap<String, String> values = new TreeMap<>();
    edited.forEach((name, attribute) -> values.put(name, attribute.value()));
    Refusal over = Bounds.checkAttributes(values, limits);
    if (over != null) {
      return new Reply.Refused(over);
    }
    if (edited.equals(session.attributes())) {
      return new Reply.SessionIs(session);
    }
    table.beforeChange(entry);
    Session changed = session.withAttributes(Collections.unmodifiableSortedMap(edited));
    entry.replace(changed);
    turn.emit(new Effect.SessionChanged(changed));
    return new Reply.SessionIs(changed);
  }

  private static void apply(
      AttributeEdit edit,
      @Nullable Attribute before,
      long version,
      SortedMap<String, Attribute> edited) {
    String value = edit.value();
    if (value == null) {
      edited.remove(edit.name());
    } else if (before != null && before.value().equals(value)) {
      edited.put(edit.name(), before);
    } else {
      edited.put(edit.name(), new Attribute(value, version));
    }
  }

  private void closeCode(SessionId host, Turn turn) {
    LiveCode code = codes.ofHost(host);
    if (code != null) {
      codes.remove(code);
      turn.emit(new Effect.CodeClosed(code.code(), host));
    }
  }

  /** Ends the leases that are over and drops the records whose retention is. */
  void passTime(Turn turn) {
    List<SessionEntry> due = deadlines.takeDue(turn.now);
    if (due.isEmpty()) {
      return;
    }
    due.sort(Comparator.comparing(SessionEntry::id));
    for (SessionEntry entry : due) {
      if (entry.isLive()) {
        move(entry, SessionState.EXPIRED, turn);
      } else {
        table.remove(entry);
        turn.emit(new Effect.SessionRemoved(entry.session()));
      }
    }
  }

  void grantLeases(Command.GrantLeases by, Turn turn) {
    leasesGrantedAt = turn.now;
    restoreLeader(by.node(), by.address());
    turn.emit(new Effect.LeasesGranted(turn.now, by.node(), by.address()));
  }

  @Nullable Leader leader() {
    return leader;
  }

  void restoreLeader(String node, String address) {
    leader = node.isEmpty() ? null : new Leader(node, address);
  }

  long leasesGrantedAt() {
    return leasesGrantedAt;
  }

  void restoreLeasesGrantedAt(long at) {
    leasesGrantedAt = at;
  }

  long nextDeadline() {
    return deadlines.next();
  }
}
