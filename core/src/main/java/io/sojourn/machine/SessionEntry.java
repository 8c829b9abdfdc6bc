package io.sojourn.machine;

import io.sojourn.channel.DeadLetters;
import io.sojourn.channel.PushQueue;
import io.sojourn.channel.RequestWindow;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import org.jspecify.annotations.Nullable;

/** A session in the machine: its record, its channels, and the exact time it was last seen. */
final class SessionEntry {

  private Session session;
  private long lastSeenAt;
  @Nullable RequestWindow window;
  @Nullable PushQueue pushes;
  DeadLetters deadLetters = DeadLetters.NONE;

  /** Where the entry stands among those that have a deadline. */
  final Deadlines.Mark<SessionEntry> mark = new Deadlines.Mark<>(this);

  /** Where it stands among those that have a push that waits. */
  final Deadlines.Mark<SessionEntry> sentMark = new Deadlines.Mark<>(this);

  /** Where it stands among those that have a push with a deadline. */
  final Deadlines.Mark<SessionEntry> mortalMark = new Deadlines.Mark<>(this);

  /** Where the entry stands in the table's list. */
  int place;

  /** The number of the last capture that holds this entry. */
  long capture;

  SessionEntry(Session session) {
    this.session = session;
    this.lastSeenAt = session.lastSeenAt();
  }

  /** The record, exact. */
  Session session() {
    if (session.lastSeenAt() != lastSeenAt) {
      session = session.seenAt(lastSeenAt);
    }
    return session;
  }

  void replace(Session changed) {
    session = changed;
    lastSeenAt = changed.lastSeenAt();
  }

  /** Notes that the client was seen, without making a new record for each request. */
  void seenAt(long now) {
    lastSeenAt = now;
  }

  SessionId id() {
    return session.id();
  }

  long lastSeenAt() {
    return lastSeenAt;
  }

  boolean isLive() {
    return session.state().isLive();
  }

  boolean isActive() {
    return session.state() == SessionState.ACTIVE;
  }

  long epoch() {
    return session.epoch();
  }

  /** When something must happen to the session by itself: its lease ends, or its record goes. */
  long deadline(long leasesGrantedAt, long retentionMillis) {
    if (!session.state().isLive()) {
      // While the record is there, nothing late of the session is taken for something new. A leader
      // whose clock is far ahead must not drop it at once: messages are still on their way.
      return Math.max(session.endedAt(), leasesGrantedAt) + retentionMillis;
    }
    if (session.idleTimeoutMillis() == 0) {
      return session.expiresAt();
    }
    long seen = Math.max(lastSeenAt, leasesGrantedAt);
    return Math.min(session.expiresAt(), seen + session.idleTimeoutMillis());
  }

  SnapshotRecord.SessionRow row() {
    return new SnapshotRecord.SessionRow(
        session(),
        window == null ? null : window.image(),
        pushes == null ? null : pushes.image(),
        deadLetters);
  }
}
