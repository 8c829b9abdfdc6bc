package io.sojourn.kv;

import io.sojourn.kv.KvReply.Reason;
import io.sojourn.kv.KvReply.Refused;
import io.sojourn.kv.Row.Claim;
import io.sojourn.kv.Row.Holdings;
import io.sojourn.kv.Row.LockState;
import io.sojourn.kv.Row.Waiter;
import io.sojourn.session.SessionId;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Locks with fencing tokens and a queue in which the first to come is the first to be served. */
final class Locks {

  private final KvLimits limits;

  Locks(KvLimits limits) {
    this.limits = limits;
  }

  KvReply lock(Turn turn, KvCommand.Lock asked) {
    String name = asked.name();
    SessionId session = turn.session();
    LockState lock = find(turn, name);
    Claim claim = claim(turn, session, name);
    if (claim != null && claim.token() != 0) {
      return new KvReply.Locked(claim.token());
    }
    if (claim != null && asked.queue()) {
      String own = Names.waiter(name, claim.ticket());
      return new KvReply.Queued(waiters(turn, name).headMap(own).size());
    }
    if (lock != null && !asked.queue()) {
      return held(lock);
    }
    Holdings holdings = turn.holdings(session);
    if (holdings.locks() + holdings.waits() >= limits.locks()) {
      return new Refused(
          Reason.TOO_MANY_LOCKS,
          "A session holds, or waits for, at most " + limits.locks() + " locks.");
    }
    if (lock == null) {
      return new KvReply.Locked(grant(turn, name, session, 0));
    }
    return queue(turn, name, lock);
  }

  private KvReply queue(Turn turn, String name, LockState lock) {
    SessionId session = turn.session();
    if (lock.waiting() >= limits.waiters()) {
      return new Refused(
          Reason.TOO_MANY_WAITERS,
          "At most " + limits.waiters() + " sessions wait for the same lock.");
    }
    if (!turn.hasRoomForDebt(session)) {
      return new Refused(
          Reason.PUSHES_WAITING, "The session has too many pushes waiting: acknowledge first.");
    }
    long ticket = turn.nextVersion();
    turn.state().put(Names.waiter(name, ticket), new Waiter(session));
    turn.state().put(Names.claim(session, name), new Claim(0, ticket));
    turn.hold(session, turn.holdings(session).plus(0, 0, 1, 0));
    turn.state().put(Names.lock(name), waiting(lock, 1));
    return new KvReply.Queued(lock.waiting());
  }

  KvReply unlock(Turn turn, KvCommand.Unlock asked) {
    Claim claim = claim(turn, turn.session(), asked.name());
    if (claim == null || (asked.token() != 0 && asked.token() != claim.token())) {
      return new Refused(Reason.NOT_HELD, "The session does not hold the lock so.");
    }
    giveBack(turn, turn.session(), asked.name(), claim);
    return new KvReply.Unlocked(claim.token() != 0);
  }

  KvReply holder(Turn turn, String name) {
    LockState lock = find(turn, name);
    return lock == null ? new KvReply.Free() : held(lock);
  }

  /** Gives back what a session held and waited for. */
  void ended(Turn turn, SessionId session) {
    String claims = Names.claimsOf(session);
    for (String claimed : List.copyOf(turn.state().withPrefix(claims).keySet())) {
      String name = claimed.substring(claims.length());
      Claim claim = claim(turn, session, name);
      if (claim != null) {
        giveBack(turn, session, name, claim);
      }
    }
  }

  private static void giveBack(Turn turn, SessionId session, String name, Claim claim) {
    turn.state().remove(Names.claim(session, name));
    LockState lock = find(turn, name);
    if (claim.token() == 0) {
      turn.state().remove(Names.waiter(name, claim.ticket()));
      turn.hold(session, turn.holdings(session).plus(0, 0, -1, 0));
      if (lock != null) {
        turn.state().put(Names.lock(name), waiting(lock, -1));
      }
      return;
    }
    turn.hold(session, turn.holdings(session).plus(0, -1, 0, 0));
    turn.state().remove(Names.lock(name));
    SortedMap<String, Row> waiters = waiters(turn, name);
    if (lock == null || waiters.isEmpty()) {
      return;
    }
    String first = waiters.firstKey();
    if (turn.state().get(first) instanceof Waiter next) {
      turn.state().remove(first);
      turn.hold(next.session(), turn.holdings(next.session()).plus(0, 0, -1, 0));
      long token = grant(turn, name, next.session(), lock.waiting() - 1);
      turn.push(next.session(), new KvEvent.LockGranted(name, token));
    }
  }

  private static long grant(Turn turn, String name, SessionId to, int waiting) {
    long token = turn.nextVersion();
    turn.state().put(Names.lock(name), new LockState(to, token, waiting));
    turn.state().put(Names.claim(to, name), new Claim(token, 0));
    turn.hold(to, turn.holdings(to).plus(0, 1, 0, 0));
    return token;
  }

  private static LockState waiting(LockState lock, int more) {
    return new LockState(lock.holder(), lock.token(), lock.waiting() + more);
  }

  private static KvReply held(LockState lock) {
    return new KvReply.Held(lock.holder(), lock.token(), lock.waiting());
  }

  private static @Nullable LockState find(Turn turn, String name) {
    return turn.state().get(Names.lock(name)) instanceof LockState lock ? lock : null;
  }

  private static @Nullable Claim claim(Turn turn, SessionId session, String name) {
    return turn.state().get(Names.claim(session, name)) instanceof Claim claim ? claim : null;
  }

  private static SortedMap<String, Row> waiters(Turn turn, String name) {
    return turn.state().withPrefix(Names.waitersFor(name));
  }
}
