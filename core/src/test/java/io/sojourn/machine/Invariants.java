package io.sojourn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.channel.PushQueueImage;
import io.sojourn.session.Limits;
import io.sojourn.session.LiveCode;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold of a machine after each entry, whatever was asked of it. */
final class Invariants {

  private final Limits limits;
  private Map<SessionId, Session> before = Map.of();

  Invariants(Limits limits) {
    this.limits = limits;
  }

  void check(SessionMachine machine, List<Effect> effects) {
    Map<SessionId, Session> after = new HashMap<>();
    List<LiveCode> codes = new ArrayList<>();
    machine.forEach(session -> after.put(session.id(), session), codes::add);
    check(after, codes, effects, machine.clusterTime(), machine.leasesGrantedAt());
    if (machine.index() % 4 == 0) {
      checkDeadlines(machine, nextDeadline(after, codes, machine.leasesGrantedAt()));
    }
  }

  /** What the indexes say, against a look at every push. */
  private static void checkDeadlines(SessionMachine machine, long ofSessionsAndCodes) {
    long next = ofSessionsAndCodes;
    long sentFirst = Long.MAX_VALUE;
    for (PushQueueImage.Push push : pushes(machine)) {
      next = push.deadline() == 0 ? next : Math.min(next, push.deadline());
      sentFirst = Math.min(sentFirst, push.lastSentAt());
    }
    assertThat(machine.nextDeadline()).as("the next deadline").isEqualTo(next);
    assertThat(machine.earliestPushSentAt()).as("the push sent first").isEqualTo(sentFirst);
  }

  private static List<PushQueueImage.Push> pushes(SessionMachine machine) {
    List<PushQueueImage.Push> pushes = new ArrayList<>();
    SnapshotCursor cursor = machine.snapshot();
    for (SnapshotRecord row = cursor.next(); row != null; row = cursor.next()) {
      if (row instanceof SnapshotRecord.SessionRow session && session.pushes() != null) {
        pushes.addAll(session.pushes().pushes());
      }
    }
    return pushes;
  }

  void check(
      Map<SessionId, Session> after,
      List<LiveCode> codes,
      List<Effect> effects,
      long now,
      long granted) {
    Set<SessionId> removed = new HashSet<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.SessionRemoved gone) {
        removed.add(gone.session().id());
      } else if (effect instanceof Effect.SessionEnded ended
          && ended.session().state() == SessionState.EXPIRED) {
        Session lived = known(before, ended.session().id());
        assertThat(lived.leaseExpiresAt(granted)).as("%s", ended).isLessThanOrEqualTo(now);
      }
    }
    before.forEach(
        (id, old) -> {
          if (removed.contains(id)) {
            assertThat(old.state().isLive()).as("%s was removed", old).isFalse();
          } else {
            grows(old, known(after, id));
          }
        });
    after.values().forEach(session -> lives(session, now, granted));
    codes(after, codes, now);
    assertThat(after).hasSizeLessThanOrEqualTo(limits.sessions());
    before = after;
  }

  private static Session known(Map<SessionId, Session> sessions, SessionId id) {
    Session session = sessions.get(id);
    if (session == null) {
      throw new AssertionError("there is no session " + id);
    }
    return session;
  }

  private static void grows(Session old, Session session) {
    assertThat(session.version())
        .as("version of %s", session)
        .isGreaterThanOrEqualTo(old.version());
    assertThat(session.epoch()).as("epoch of %s", session).isGreaterThanOrEqualTo(old.epoch());
    assertThat(session.lastSeenAt()).isGreaterThanOrEqualTo(old.lastSeenAt());
    assertThat(session.expiresAt()).as("absolute end of %s", session).isEqualTo(old.expiresAt());
    if (!old.state().isLive()) {
      assertThat(session.state().isLive()).as("%s was dead", session).isFalse();
      assertThat(session.endedAt()).isEqualTo(old.endedAt());
    }
    if (session.version() == old.version()) {
      assertThat(session.state()).as("%s is of the same version", session).isEqualTo(old.state());
      assertThat(session.attributes()).isEqualTo(old.attributes());
    }
  }

  private static void lives(Session session, long now, long granted) {
    assertThat(session.lastSeenAt()).isLessThanOrEqualTo(now);
    assertThat(session.endedAt() == 0).as("%s", session).isEqualTo(session.state().isLive());
    if (session.state().isLive()) {
      assertThat(session.leaseExpiresAt(granted)).as("lease of %s", session).isGreaterThan(now);
    }
    session
        .attributes()
        .values()
        .forEach(attribute -> assertThat(attribute.version()).isBetween(1L, session.version()));
  }

  private void codes(Map<SessionId, Session> sessions, List<LiveCode> codes, long now) {
    assertThat(codes).hasSizeLessThanOrEqualTo(limits.codes());
    assertThat(codes).extracting(LiveCode::host).doesNotHaveDuplicates();
    for (LiveCode code : codes) {
      assertThat(code.expiresAt()).as("%s", code).isGreaterThan(now);
      Session host = known(sessions, code.host());
      assertThat(host.state().isLive()).as("%s lives", host).isTrue();
    }
  }

  private long nextDeadline(Map<SessionId, Session> sessions, List<LiveCode> codes, long granted) {
    long next = Long.MAX_VALUE;
    for (Session session : sessions.values()) {
      long deadline =
          session.state().isLive()
              ? session.leaseExpiresAt(granted)
              : Math.max(session.endedAt(), granted) + limits.retentionMillis();
      next = Math.min(next, deadline);
    }
    for (LiveCode code : codes) {
      next = Math.min(next, code.expiresAt());
    }
    return next;
  }
}
