package io.sojourn.channel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The back channel of a session: numbered pushes that are kept, and sent again, until the client
 * acknowledges them, rejects them, or their life is over.
 *
 * <p>Numbers count from 1 and never go back, also over an empty queue. An acknowledgement of N
 * takes away every push up to N. Times are milliseconds of cluster time, which never goes back; a
 * time that does is an {@link IllegalArgumentException}.
 *
 * <p>Payloads are neither copied in nor out: whoever hands one over must not change it afterwards.
 *
 * <p>Not thread-safe: one writer. Nothing here is durable by itself; {@link #image} is for the
 * snapshot.
 */
public final class PushQueue {

  /*
   * Three orders over the same pushes. By number, for acknowledgements and for what is before a
   * push: a sorted map, since any push may be taken out. By the time of the last sending, for what
   * is due: SendOrder. By deadline, of those that have one: a sorted set.
   */

  /** What {@link #earliestSentAt} says of an empty queue, and a deadline that does not come. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final Comparator<WaitingPush> BY_DEADLINE =
      Comparator.comparingLong((WaitingPush entry) -> entry.deadline)
          .thenComparingLong(entry -> entry.number);

  private final int pushesMax;
  private final long bytesMax;
  private final TreeMap<Long, WaitingPush> byNumber = new TreeMap<>();
  private final TreeSet<WaitingPush> mortal = new TreeSet<>(BY_DEADLINE);
  private final SendOrder bySending = new SendOrder();
  private long lastAssigned;
  private long acknowledged;
  private long bytes;

  /**
   * Makes an empty queue.
   *
   * @param pushesMax the largest number of waiting pushes, at least 1
   * @param bytesMax the largest sum of their lengths, at least 0
   */
  public PushQueue(int pushesMax, long bytesMax) {
    if (pushesMax < 1 || bytesMax < 0) {
      throw new IllegalArgumentException("a push queue must have room for one push");
    }
    this.pushesMax = pushesMax;
    this.bytesMax = bytesMax;
  }

  /** Whether so many pushes of so many bytes together would be taken now. */
  public boolean fits(int pushes, long pushedBytes) {
    return pushes <= pushesMax - byNumber.size() && pushedBytes <= bytesMax - bytes;
  }

  /**
   * Takes a push, as sent now, or refuses it and changes nothing.
   *
   * @param payload the bytes
   * @param now cluster time
   * @param deadline when its life is over, later than now; {@link #NEVER} for no deadline
   */
  public PushOutcome offer(byte[] payload, long now, long deadline) {
    if (!fits(1, payload.length)) {
      return new PushOutcome.Full(byNumber.size(), bytes);
    }
    requireNotBefore(now);
    if (deadline <= now) {
      throw new IllegalArgumentException("a push that is dead at its birth");
    }
    WaitingPush entry = new WaitingPush(lastAssigned + 1, payload, now, deadline);
    PushOutcome assigned = new PushOutcome.Assigned(entry.number, previous(entry.number));
    lastAssigned++;
    add(entry);
    bySending.add(entry);
    return assigned;
  }

  /**
   * Takes away every push up to a number.
   *
   * @param number the number of the last push whose handler ran at the client, not negative
   */
  public AckOutcome acknowledge(long number) {
    if (number < 0) {
      throw new IllegalArgumentException("a push number has 63 bits");
    }
    if (number > lastAssigned) {
      return new AckOutcome.BeyondLast(lastAssigned);
    }
    int removed = 0;
    for (Map.Entry<Long, WaitingPush> first = byNumber.firstEntry();
        first != null && first.getKey() <= number;
        first = byNumber.firstEntry()) {
      remove(first.getValue());
      removed++;
    }
    acknowledged = Math.max(acknowledged, number);
    return new AckOutcome.Removed(removed);
  }

  /** Takes one push out, wherever it stands; null if it does not wait. */
  public @Nullable Push take(long number) {
    WaitingPush entry = byNumber.get(number);
    if (entry == null) {
      return null;
    }
    Push push = push(entry);
    remove(entry);
    return push;
  }

  /**
   * Takes out every push whose deadline has come, in the order of their numbers.
   *
   * @param now cluster time
   */
  public List<Push> takeDead(long now) {
    List<WaitingPush> dead = new ArrayList<>();
    for (WaitingPush entry : mortal) {
      if (entry.deadline > now) {
        break;
      }
      dead.add(entry);
    }
    List<Push> pushes = inOrder(dead);
    dead.forEach(this::remove);
    return pushes;
  }

  /**
   * Marks every push that was last sent before a time as sent now, and returns them in the order of
   * their numbers; with {@link #NEVER} that is all of them, as a client that resumes needs it.
   *
   * @param before pushes last sent at this time or later are not due
   * @param now cluster time
   */
  public List<Push> takeDue(long before, long now) {
    requireNotBefore(now);
    List<WaitingPush> due = new ArrayList<>();
    for (WaitingPush first = bySending.first();
        first != null && first.sentAt < before;
        first = bySending.first()) {
      bySending.remove(first);
      due.add(first);
    }
    List<Push> pushes = inOrder(due);
    for (WaitingPush entry : due) {
      entry.sentAt = now;
      bySending.add(entry);
    }
    return pushes;
  }

  /** Sorts them by their numbers as well. */
  private List<Push> inOrder(List<WaitingPush> entries) {
    entries.sort(Comparator.comparingLong(entry -> entry.number));
    List<Push> pushes = new ArrayList<>(entries.size());
    entries.forEach(entry -> pushes.add(push(entry)));
    return pushes;
  }

  private Push push(WaitingPush entry) {
    return new Push(entry.number, previous(entry.number), entry.payload);
  }

  private long previous(long number) {
    Long before = byNumber.lowerKey(number);
    return before == null ? acknowledged : before;
  }

  /** The time at which the longest unsent push was last sent, or {@link #NEVER}. */
  public long earliestSentAt() {
    WaitingPush first = bySending.first();
    return first == null ? NEVER : first.sentAt;
  }

  /** When the life of the first push to die is over, or {@link #NEVER}. */
  public long earliestDeadline() {
    return mortal.isEmpty() ? NEVER : mortal.first().deadline;
  }

  /** The last number assigned; 0 if none was. */
  public long lastAssigned() {
    return lastAssigned;
  }

  /** The number of waiting pushes. */
  public int size() {
    return byNumber.size();
  }

  /** The sum of the lengths of the waiting pushes. */
  public long bytes() {
    return bytes;
  }

  /** The state as a value. */
  public PushQueueImage image() {
    List<PushQueueImage.Push> pushes = new ArrayList<>(byNumber.size());
    for (WaitingPush entry : byNumber.values()) {
      long deadline = entry.deadline == NEVER ? 0 : entry.deadline;
      pushes.add(new PushQueueImage.Push(entry.number, entry.sentAt, deadline, entry.payload));
    }
    return new PushQueueImage(lastAssigned, acknowledged, pushes);
  }

  /**
   * Makes a queue of an image. Bounds smaller than the image lose nothing of it; pushes are refused
   * until enough is acknowledged.
   *
   * @throws IllegalArgumentException if no queue can have such an image
   */
  public static PushQueue restore(PushQueueImage image, int pushesMax, long bytesMax) {
    PushQueue queue = new PushQueue(pushesMax, bytesMax);
    queue.lastAssigned = image.lastAssigned();
    queue.acknowledged = image.acknowledged();
    if (image.acknowledged() < 0 || image.acknowledged() > image.lastAssigned()) {
      throw new IllegalArgumentException("more was acknowledged than was pushed");
    }
    long last = image.acknowledged();
    for (PushQueueImage.Push push : image.pushes()) {
      if (push.number() <= last || push.number() > image.lastAssigned()) {
        throw new IllegalArgumentException(
            "push " + push.number() + " waits after " + last + " of " + image.lastAssigned());
      }
      last = push.number();
      long deadline = push.deadline() == 0 ? NEVER : push.deadline();
      queue.add(new WaitingPush(last, push.payload(), push.lastSentAt(), deadline));
    }
    queue.byNumber.values().stream()
        .sorted(Comparator.comparingLong(entry -> entry.sentAt))
        .forEach(queue.bySending::add);
    return queue;
  }

  private void requireNotBefore(long now) {
    WaitingPush last = bySending.last();
    if (last != null && now < last.sentAt) {
      throw new IllegalArgumentException("time went back from " + last.sentAt + " to " + now);
    }
  }

  private void add(WaitingPush entry) {
    byNumber.put(entry.number, entry);
    if (entry.deadline != NEVER) {
      mortal.add(entry);
    }
    bytes += entry.payload.length;
  }

  private void remove(WaitingPush entry) {
    byNumber.remove(entry.number);
    mortal.remove(entry);
    bySending.remove(entry);
    bytes -= entry.payload.length;
  }
}
