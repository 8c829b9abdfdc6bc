package io.sojourn.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The back channel of a session: numbered pushes that are kept, and sent again, until the client
 * acknowledges them.
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
   * Two orders over the same pushes. By number, for acknowledgements: a deque, since only its ends
   * change. By the time of the last sending, for what is due: a linked list through the pushes. As
   * time never goes back, a push that was just sent belongs at the end of that list; so marking,
   * removing and finding the earliest cost a constant each, however long the queue is.
   */

  /** What {@link #earliestSentAt} says of an empty queue. */
  public static final long NEVER = Long.MAX_VALUE;

  private final int pushesMax;
  private final long bytesMax;
  private final ArrayDeque<Entry> byNumber = new ArrayDeque<>();
  private @Nullable Entry sentFirst;
  private @Nullable Entry sentLast;
  private long lastAssigned;
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
   */
  public PushOutcome offer(byte[] payload, long now) {
    if (!fits(1, payload.length)) {
      return new PushOutcome.Full(byNumber.size(), bytes);
    }
    requireNotBefore(now);
    lastAssigned++;
    Entry entry = new Entry(lastAssigned, payload, now);
    byNumber.addLast(entry);
    link(entry);
    bytes += payload.length;
    return new PushOutcome.Assigned(lastAssigned);
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
    for (Entry first = byNumber.peekFirst();
        first != null && first.number <= number;
        first = byNumber.peekFirst()) {
      byNumber.removeFirst();
      unlink(first);
      bytes -= first.payload.length;
      removed++;
    }
    return new AckOutcome.Removed(removed);
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
    List<Entry> due = new ArrayList<>();
    for (Entry first = sentFirst; first != null && first.sentAt < before; first = sentFirst) {
      unlink(first);
      due.add(first);
    }
    List<Push> pushes = new ArrayList<>(due.size());
    due.sort(Comparator.comparingLong(entry -> entry.number));
    for (Entry entry : due) {
      entry.sentAt = now;
      link(entry);
      pushes.add(new Push(entry.number, entry.payload));
    }
    return pushes;
  }

  /** The time at which the longest unsent push was last sent, or {@link #NEVER}. */
  public long earliestSentAt() {
    return sentFirst == null ? NEVER : sentFirst.sentAt;
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
    for (Entry entry : byNumber) {
      pushes.add(new PushQueueImage.Push(entry.number, entry.sentAt, entry.payload));
    }
    return new PushQueueImage(lastAssigned, pushes);
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
    long number = image.lastAssigned() - image.pushes().size();
    if (number < 0) {
      throw new IllegalArgumentException("a push queue with more pushes than numbers");
    }
    for (PushQueueImage.Push push : image.pushes()) {
      number++;
      if (push.number() != number) {
        throw new IllegalArgumentException("push " + push.number() + " is not " + number);
      }
      queue.byNumber.addLast(new Entry(number, push.payload(), push.lastSentAt()));
      queue.bytes += push.payload().length;
    }
    List<Entry> bySending = new ArrayList<>(queue.byNumber);
    bySending.sort(Comparator.comparingLong(entry -> entry.sentAt));
    bySending.forEach(queue::link);
    return queue;
  }

  private void requireNotBefore(long now) {
    if (sentLast != null && now < sentLast.sentAt) {
      throw new IllegalArgumentException("time went back from " + sentLast.sentAt + " to " + now);
    }
  }

  private void link(Entry entry) {
    entry.sentBefore = sentLast;
    entry.sentAfter = null;
    if (sentLast == null) {
      sentFirst = entry;
    } else {
      sentLast.sentAfter = entry;
    }
    sentLast = entry;
  }

  private void unlink(Entry entry) {
    if (entry.sentBefore == null) {
      sentFirst = entry.sentAfter;
    } else {
      entry.sentBefore.sentAfter = entry.sentAfter;
    }
    if (entry.sentAfter == null) {
      sentLast = entry.sentBefore;
    } else {
      entry.sentAfter.sentBefore = entry.sentBefore;
    }
  }

  private static final class Entry {
    private final long number;
    private final byte[] payload;
    private long sentAt;
    private @Nullable Entry sentBefore;
    private @Nullable Entry sentAfter;

    private Entry(long number, byte[] payload, long sentAt) {
      this.number = number;
      this.payload = payload;
      this.sentAt = sentAt;
    }
  }
}
