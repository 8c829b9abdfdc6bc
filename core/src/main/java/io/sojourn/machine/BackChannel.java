package io.sojourn.machine;

import io.sojourn.channel.AckOutcome;
import io.sojourn.channel.DeadLetter;
import io.sojourn.channel.DeadLetters;
import io.sojourn.channel.PushOutcome;
import io.sojourn.channel.PushQueue;
import io.sojourn.session.Bounds;
import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The back channels of the sessions: pushes, kept until they are acknowledged or dead, and the dead
 * letters. What is due is found by two indexes, whatever the number of sessions.
 */
final class BackChannel {

  /** The reason of a push whose life is over. */
  static final String LIFE_OVER = "The life of the push is over.";

  private final SessionTable table;
  private final Limits limits;
  private final Deadlines<SessionEntry> sent = new Deadlines<>(BackChannel::earliestSentAt);
  private final Deadlines<SessionEntry> mortal = new Deadlines<>(BackChannel::earliestDeadline);

  private long droppedPushes;

  BackChannel(SessionTable table, Limits limits) {
    this.table = table;
    this.limits = limits;
  }

  private static long earliestSentAt(SessionEntry entry) {
    return entry.pushes == null ? PushQueue.NEVER : entry.pushes.earliestSentAt();
  }

  private static long earliestDeadline(SessionEntry entry) {
    return entry.pushes == null ? PushQueue.NEVER : entry.pushes.earliestDeadline();
  }

  /** Whether all pushes would be taken by the queues of their targets. */
  boolean fits(List<Push<byte[]>> pushes) {
    if (pushes.isEmpty()) {
      return true;
    }
    Map<SessionId, List<Push<byte[]>>> byTarget = new TreeMap<>();
    for (Push<byte[]> push : pushes) {
      byTarget.computeIfAbsent(push.to(), id -> new ArrayList<>()).add(push);
    }
    return byTarget.entrySet().stream().allMatch(to -> fits(to.getKey(), to.getValue()));
  }

  private boolean fits(SessionId to, List<Push<byte[]>> pushes) {
    SessionEntry entry = table.find(to);
    if (entry == null || !entry.isLive()) {
      return true;
    }
    long bytes = pushes.stream().mapToLong(push -> push.payload().length).sum();
    PushQueue queue = entry.pushes;
    return queue == null
        ? pushes.size() <= limits.pushes() && bytes <= limits.pushBytes()
        : queue.fits(pushes.size(), bytes);
  }

  /** What the queue of a session has room for; nothing if there is no such session. */
  PushRoom.Room room(SessionId to) {
    SessionEntry entry = table.find(to);
    if (entry == null || !entry.isLive()) {
      return PushRoom.Room.NONE;
    }
    PushQueue queue = entry.pushes;
    return queue == null
        ? new PushRoom.Room(limits.pushes(), limits.pushBytes())
        : new PushRoom.Room(
            Math.max(0, limits.pushes() - queue.size()),
            Math.max(0, limits.pushBytes() - queue.bytes()));
  }

  /** Queues pushes; one to an unknown or dead session is dropped and counted. */
  void push(List<Push<byte[]>> pushes, Turn turn) {
    for (Push<byte[]> push : pushes) {
      SessionEntry entry = table.find(push.to());
      if (entry == null || !entry.isLive()) {
        droppedPushes++;
        continue;
      }
      table.beforeChange(entry);
      long deadline = push.lifeMillis() == 0 ? PushQueue.NEVER : turn.now + push.lifeMillis();
      switch (queueOf(entry).offer(push.payload(), turn.now, deadline)) {
        case PushOutcome.Assigned assigned -> {
          index(entry);
          turn.emit(
              new Effect.Pushed(
                  entry.id(), assigned.number(), assigned.previous(), push.payload(), false));
        }
        // Only a notification comes here with a full queue: it has no request to refuse.
        case PushOutcome.Full full -> droppedPushes++;
      }
    }
  }

  Reply acknowledge(Command.Acknowledge asked, SessionEntry entry) {
    if (asked.number() < 0) {
      return Refusals.because(Refusal.Code.INVALID, "A push's number counts from 1.");
    }
    return switch (queueOf(entry).acknowledge(asked.number())) {
      case AckOutcome.Removed removed -> {
        index(entry);
        yield new Reply.Acknowledged(asked.number(), removed.removed());
      }
      case AckOutcome.BeyondLast beyond -> neverPushed(beyond.lastAssigned(), asked.number());
    };
  }

  private static Reply neverPushed(long lastAssigned, long number) {
    return Refusals.because(
        Refusal.Code.ACK_UNKNOWN, "The last push was " + lastAssigned + ", not " + number + ".");
  }

  /** Why a rejection is refused whatever the state of its session, or null. */
  static @Nullable Reply malformed(Command.Reject asked) {
    if (asked.number() < 1) {
      return Refusals.because(Refusal.Code.INVALID, "A push's number counts from 1.");
    }
    Refusal reason = Bounds.checkReason(asked.reason());
    return reason == null ? null : new Reply.Refused(reason);
  }

  Reply reject(Command.Reject asked, SessionEntry entry, Turn turn) {
    PushQueue queue = queueOf(entry);
    if (asked.number() > queue.lastAssigned()) {
      return neverPushed(queue.lastAssigned(), asked.number());
    }
    io.sojourn.channel.Push push = queue.take(asked.number());
    if (push != null) {
      bury(entry, push, asked.reason(), turn);
      index(entry);
    }
    return new Reply.Rejected(asked.number());
  }

  private void bury(SessionEntry entry, io.sojourn.channel.Push push, String reason, Turn turn) {
    DeadLetter letter = new DeadLetter(push.number(), turn.now, reason, push.payload());
    entry.deadLetters = entry.deadLetters.plus(letter, limits.deadLetters(), limits.pushBytes());
    turn.emit(new Effect.PushDied(entry.id(), letter));
  }

  Reply clear(Command.ClearDeadLetters asked) {
    SessionEntry entry = table.find(asked.id());
    if (entry == null) {
      return Refusals.unknown();
    }
    int count = entry.deadLetters.letters().size();
    table.beforeChange(entry);
    entry.deadLetters = DeadLetters.NONE;
    return new Reply.DeadLettersCleared(count);
  }

  /** Buries the pushes whose life is over. */
  void passTime(Turn turn) {
    for (SessionEntry entry : inOrder(mortal.takeDue(turn.now))) {
      table.beforeChange(entry);
      for (io.sojourn.channel.Push push : queueOf(entry).takeDead(turn.now)) {
        bury(entry, push, LIFE_OVER, turn);
      }
      index(entry);
    }
  }

  Reply resendDue(long sentBefore, Turn turn) {
    if (sentBefore == Long.MIN_VALUE) {
      return new Reply.Resent(0);
    }
    int count = 0;
    for (SessionEntry entry : inOrder(sent.takeDue(sentBefore - 1))) {
      List<Effect.Pushed> due = takeDue(entry, sentBefore, turn);
      due.forEach(turn::emit);
      count += due.size();
      index(entry);
    }
    return new Reply.Resent(count);
  }

  private static List<SessionEntry> inOrder(List<SessionEntry> entries) {
    return entries.stream().sorted(Comparator.comparing(SessionEntry::id)).toList();
  }

  /** Marks a session's pushes last sent before a time as sent now, and hands them out. */
  List<Effect.Pushed> takeDue(SessionEntry entry, long sentBefore, Turn turn) {
    PushQueue queue = entry.pushes;
    if (queue == null) {
      return List.of();
    }
    table.beforeChange(entry);
    return queue.takeDue(sentBefore, turn.now).stream()
        .map(
            push ->
                new Effect.Pushed(entry.id(), push.number(), push.previous(), push.payload(), true))
        .toList();
  }

  /** Gives up the pushes of a session that died. */
  void drop(SessionEntry entry) {
    entry.pushes = null;
    entry.deadLetters = DeadLetters.NONE;
    index(entry);
  }

  /**
   * Notes when a session's pushes are due: after it got some, lost some, or came from a snapshot.
   */
  void index(SessionEntry entry) {
    index(sent, entry.sentMark, earliestSentAt(entry));
    index(mortal, entry.mortalMark, earliestDeadline(entry));
  }

  private static void index(
      Deadlines<SessionEntry> deadlines, Deadlines.Mark<SessionEntry> mark, long deadline) {
    if (deadline == PushQueue.NEVER) {
      deadlines.forget(mark);
    } else if (!deadlines.has(mark) || deadline < mark.at()) {
      deadlines.set(mark);
    }
  }

  private PushQueue queueOf(SessionEntry entry) {
    PushQueue queue = entry.pushes;
    if (queue == null) {
      queue = new PushQueue(limits.pushes(), limits.pushBytes());
      entry.pushes = queue;
    }
    return queue;
  }

  /** When the push that waits longest was last sent, or {@link PushQueue#NEVER}. */
  long earliestPushSentAt() {
    return sent.next();
  }

  /** When the life of the first push to die is over, or {@link PushQueue#NEVER}. */
  long nextDeadline() {
    return mortal.next();
  }

  long droppedPushes() {
    return droppedPushes;
  }

  void restoreDroppedPushes(long count) {
    droppedPushes = count;
  }
}
