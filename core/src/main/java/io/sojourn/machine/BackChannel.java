package io.sojourn.machine;

import io.sojourn.channel.AckOutcome;
import io.sojourn.channel.PushOutcome;
import io.sojourn.channel.PushQueue;
import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The back channels of the sessions: pushes, kept until they are acknowledged. */
final class BackChannel {

  private final SessionTable table;
  private final Limits limits;

  /** The sessions with unacknowledged pushes, in the order of their ids. */
  private final TreeMap<SessionId, SessionEntry> pushing = new TreeMap<>();

  private long droppedPushes;

  BackChannel(SessionTable table, Limits limits) {
    this.table = table;
    this.limits = limits;
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
      switch (queueOf(entry).offer(push.payload(), turn.now)) {
        case PushOutcome.Assigned assigned -> {
          pushing.put(entry.id(), entry);
          turn.emit(new Effect.Pushed(entry.id(), assigned.number(), push.payload()));
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
        if (queueOf(entry).size() == 0) {
          pushing.remove(entry.id());
        }
        yield new Reply.Acknowledged(asked.number());
      }
      case AckOutcome.BeyondLast beyond ->
          Refusals.because(
              Refusal.Code.ACK_UNKNOWN,
              "The last push was " + beyond.lastAssigned() + ", not " + asked.number() + ".");
    };
  }

  Reply resendDue(long sentBefore, Turn turn) {
    int count = 0;
    for (SessionEntry entry : pushing.values()) {
      if (queueOf(entry).earliestSentAt() < sentBefore) {
        List<Effect.Pushed> due = takeDue(entry, sentBefore, turn);
        due.forEach(turn::emit);
        count += due.size();
      }
    }
    return new Reply.Resent(count);
  }

  /** Marks a session's pushes last sent before a time as sent now, and hands them out. */
  List<Effect.Pushed> takeDue(SessionEntry entry, long sentBefore, Turn turn) {
    PushQueue queue = entry.pushes;
    if (queue == null) {
      return List.of();
    }
    table.beforeChange(entry);
    return queue.takeDue(sentBefore, turn.now).stream()
        .map(push -> new Effect.Pushed(entry.id(), push.number(), push.payload()))
        .toList();
  }

  /** Gives up the pushes of a session that died. */
  void drop(SessionEntry entry) {
    pushing.remove(entry.id());
    entry.pushes = null;
  }

  /** Takes over the pushes of an entry that a snapshot held. */
  void restored(SessionEntry entry) {
    if (entry.pushes != null && entry.pushes.size() > 0) {
      pushing.put(entry.id(), entry);
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
    return pushing.values().stream()
        .mapToLong(entry -> queueOf(entry).earliestSentAt())
        .min()
        .orElse(PushQueue.NEVER);
  }

  long droppedPushes() {
    return droppedPushes;
  }

  void restoreDroppedPushes(long count) {
    droppedPushes = count;
  }
}
