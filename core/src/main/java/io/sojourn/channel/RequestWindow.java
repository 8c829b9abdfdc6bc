package io.sojourn.channel;

import java.util.ArrayList;
import java.util.List;

/**
 * The fore channel of a session: decides whether a numbered request is new, and keeps its reply
 * until the client says that it has it (Ongaro's dissertation, 6.3).
 *
 * <p>A request that asks for order is executed only after every one before it was executed or given
 * up; the others may come in any order and with gaps. Each request also says which is the lowest
 * sequence whose reply the client still waits for; the highest such mark seen counts, and replies
 * below it are dropped. A reply that is at or above the mark is never dropped: when the bounds
 * leave no room for one more, the next request is refused before it is executed. So is one that is
 * as many sequences above the mark as replies are kept.
 *
 * <p>Replies are neither copied in nor out: whoever hands one over must not change it afterwards.
 *
 * <p>Not thread-safe: one writer. Nothing here is durable by itself; {@link #image} is for the
 * snapshot. Wrong use throws {@link IllegalArgumentException} or {@link IllegalStateException}.
 */
public final class RequestWindow {

  /** Takes the kept replies one by one. */
  @FunctionalInterface
  public interface Visitor {
    /** Takes one reply; the bytes must not be changed. */
    void reply(long sequence, long fingerprint, byte[] reply);
  }

  private static final long NOTHING = -1;

  private final int repliesMax;
  private final long bytesMax;
  private final int replyBytesMax;
  private final ReplyTable replies = new ReplyTable();
  private long lowestAwaited;
  private long nextInOrder = 1;
  private long executing = NOTHING;

  /**
   * Makes an empty window that awaits every sequence from 0.
   *
   * @param repliesMax the largest number of kept replies, 1 to 2^28
   * @param bytesMax the largest sum of their lengths, at least {@code replyBytesMax}
   * @param replyBytesMax the largest length of one reply
   */
  public RequestWindow(int repliesMax, long bytesMax, int replyBytesMax) {
    if (repliesMax < 1 || repliesMax > 1 << 28 || replyBytesMax < 0 || bytesMax < replyBytesMax) {
      throw new IllegalArgumentException("a request window must have room for one reply");
    }
    this.repliesMax = repliesMax;
    this.bytesMax = bytesMax;
    this.replyBytesMax = replyBytesMax;
  }

  /**
   * Decides about a request. After {@link RequestDecision.Fresh} the caller executes it and calls
   * {@link #record} or {@link #abandon} before the next request.
   *
   * <p>Only a request that is not known and not too old moves the mark; so does one that is refused
   * since the window is full, or since it is ahead or out of order, because what it says about
   * older replies is true all the same.
   *
   * @param sequence the sequence of the request, 0 to 2^63-1
   * @param awaited the lowest sequence whose reply the client waits for, 0 to 2^63-1
   * @param fingerprint stands for the content of the request
   * @param ordered whether it must wait for those before it
   */
  public RequestDecision begin(long sequence, long awaited, long fingerprint, boolean ordered) {
    if (sequence < 0 || awaited < 0) {
      throw new IllegalArgumentException("a sequence has 63 bits");
    }
    requireIdle();
    int at = replies.find(sequence);
    if (at >= 0) {
      return replies.fingerprintAt(at) == fingerprint
          ? new RequestDecision.Replay(replies.replyAt(at))
          : RequestDecision.FalseRetry.INSTANCE;
    }
    if (sequence < lowestAwaited) {
      return new RequestDecision.Evicted(lowestAwaited);
    }
    release(awaited);
    long first = Math.max(1, lowestAwaited);
    if (sequence - first >= repliesMax) {
      return new RequestDecision.Ahead(first + repliesMax - 1);
    }
    if (ordered && sequence > nextInOrder) {
      return new RequestDecision.OutOfOrder(nextInOrder);
    }
    // A full reply is reserved, since the real one is known only when it is too late to refuse.
    if (replies.size() >= repliesMax || replies.bytes() > bytesMax - replyBytesMax) {
      return new RequestDecision.WindowFull(replies.size(), replies.bytes());
    }
    executing = sequence;
    return RequestDecision.Fresh.INSTANCE;
  }

  /**
   * Keeps the reply of the fresh request that was just executed. It is not kept if the request
   * itself said that its client does not wait for it.
   *
   * @throws IllegalStateException if that request was not the last one begun
   * @throws IllegalArgumentException if the reply is longer than the bound
   */
  public void record(long sequence, long fingerprint, byte[] reply) {
    if (executing != sequence || sequence < 0) {
      throw new IllegalStateException("request " + sequence + " is not the one being executed");
    }
    if (reply.length > replyBytesMax) {
      throw new IllegalArgumentException(
          "a reply of " + reply.length + " bytes is over the bound of " + replyBytesMax);
    }
    executing = NOTHING;
    if (sequence >= lowestAwaited) {
      replies.add(sequence, fingerprint, reply);
      passKept();
    }
  }

  /** Takes back the fresh request: it had no effect, and the same sequence is fresh once more. */
  public void abandon() {
    if (executing < 0) {
      throw new IllegalStateException("no request is being executed");
    }
    executing = NOTHING;
  }

  /**
   * Drops the replies below a mark that came without a request, as with a keep-alive. A mark below
   * the highest one seen changes nothing.
   *
   * @param awaited the lowest sequence whose reply the client waits for, 0 to 2^63-1
   */
  public void release(long awaited) {
    requireIdle();
    if (awaited <= lowestAwaited) {
      return;
    }
    replies.removeBelow(lowestAwaited, awaited);
    lowestAwaited = awaited;
    if (awaited > nextInOrder) {
      nextInOrder = awaited;
      passKept();
    }
  }

  /** Moves the next in order past what was executed: each sequence once in the window's life. */
  private void passKept() {
    while (nextInOrder < Long.MAX_VALUE && replies.find(nextInOrder) >= 0) {
      nextInOrder++;
    }
  }

  /**
   * The one sequence that may be executed next in order: the lowest, from 1 or from the mark, that
   * was not executed.
   */
  public long nextInOrder() {
    return nextInOrder;
  }

  /** The highest "lowest awaited" sequence seen; 0 at first. */
  public long lowestAwaited() {
    return lowestAwaited;
  }

  /** The number of kept replies. */
  public int size() {
    return replies.size();
  }

  /** The sum of the lengths of the kept replies. */
  public long bytes() {
    return replies.bytes();
  }

  /** The largest length of one reply. */
  public int replyBytesMax() {
    return replyBytesMax;
  }

  /** Shows the kept replies in ascending order of their sequences. */
  public void forEach(Visitor visitor) {
    for (long sequence : replies.sorted()) {
      int at = replies.find(sequence);
      visitor.reply(sequence, replies.fingerprintAt(at), replies.replyAt(at));
    }
  }

  /**
   * The state as a value.
   *
   * @throws IllegalStateException while a request is being executed
   */
  public RequestWindowImage image() {
    requireIdle();
    List<RequestWindowImage.Reply> kept = new ArrayList<>(replies.size());
    forEach(
        (sequence, print, reply) -> kept.add(new RequestWindowImage.Reply(sequence, print, reply)));
    return new RequestWindowImage(lowestAwaited, kept);
  }

  /**
   * Makes a window of an image. Bounds smaller than the image lose nothing of it; requests are
   * refused until the client has released enough.
   *
   * @throws IllegalArgumentException if no window can have such an image
   */
  public static RequestWindow restore(
      RequestWindowImage image, int repliesMax, long bytesMax, int replyBytesMax) {
    RequestWindow window = new RequestWindow(repliesMax, bytesMax, replyBytesMax);
    window.lowestAwaited = image.lowestAwaited();
    if (window.lowestAwaited < 0) {
      throw new IllegalArgumentException("a sequence has 63 bits");
    }
    long last = window.lowestAwaited - 1;
    for (RequestWindowImage.Reply reply : image.replies()) {
      if (reply.sequence() <= last) {
        throw new IllegalArgumentException(
            "reply " + reply.sequence() + " has no place in its window");
      }
      last = reply.sequence();
      window.replies.add(last, reply.fingerprint(), reply.reply());
    }
    window.nextInOrder = Math.max(1, window.lowestAwaited);
    window.passKept();
    return window;
  }

  private void requireIdle() {
    if (executing >= 0) {
      throw new IllegalStateException("request " + executing + " is still being executed");
    }
  }
}
