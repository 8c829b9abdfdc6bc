package io.sojourn.nfs.session;

import io.sojourn.channel.SlotDecision;
import io.sojourn.channel.SlotTable;
import io.sojourn.channel.SlotTableImage;
import io.sojourn.nfs.protocol.Status;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The fore channel of a live session: decides about every SEQUENCE, each request once (RFC 8881,
 * 2.10.6 and 18.46). In memory; from any thread, behind one lock that is held for the decision
 * alone.
 *
 * <p>A compound that is to be executed is ended by {@link #complete}, {@link #completeWithoutReply}
 * or {@link #abandon}.
 */
public final class ForeChannel {

  /*
   * The number of slots. A session begins with what was negotiated. When a client uses the highest
   * slot it was asked to use, it is granted half as many more, up to what it asked for and the
   * server's bound. When the replies kept for all sessions are over the budget, a session that makes
   * a request is asked for half of its slots back, and again when it has given them. SlotTable
   * retires a slot only when the client has agreed. A client that makes no requests learns of a lower
   * target only by CB_RECALL_SLOT: relieve() says when that is to be sent.
   */

  /** The longest reply to a SEQUENCE alone, which is kept whatever was negotiated. */
  public static final int SOLO_REPLY_BYTES_MAX = 2048;

  /** How few slots a session is left with under pressure, if it had more. */
  public static final int SLOTS_KEPT = 4;

  private static final int SOLO_REPLY_BYTES_MIN =
      Negotiation.FORE_RESPONSE_BYTES_MIN - Negotiation.REPLY_HEADER_BYTES;

  private final SessionRecord session;
  private final SlotBudget budget;
  private final SlotTable table;
  private final int keptBytesMax;
  private long accounted;
  private int freshLately;
  private boolean closed;

  /** Makes the channel of a new session: every slot expects sequence 1. */
  public ForeChannel(SessionRecord session, SlotBudget budget) {
    this(
        session,
        budget,
        new SlotTable(
            (int) session.fore().requestsMax(), session.foreSlotsMax(), keptBytesMax(session)));
  }

  private ForeChannel(SessionRecord session, SlotBudget budget, SlotTable table) {
    this.session = session;
    this.budget = budget;
    this.table = table;
    this.keptBytesMax = keptBytesMax(session);
    account();
  }

  private static int keptBytesMax(SessionRecord session) {
    int negotiated = (int) session.fore().cachedBytesMax() - Negotiation.REPLY_HEADER_BYTES;
    return Math.max(SOLO_REPLY_BYTES_MAX, negotiated);
  }

  /**
   * Decides about a compound that begins with SEQUENCE. The caller has found the session, and that
   * the connection is bound to it.
   *
   * @param arguments of SEQUENCE
   * @param requestBytes how long the request is, with its RPC header
   * @param operations how many operations it has, SEQUENCE included
   * @param tagBytes how long its tag is, which the reply repeats
   * @param fingerprint of {@link Fingerprint#ofCompound}
   * @param statusFlags of {@link SequenceStatus}, for the result
   */
  public SequenceDecision begin(
      SequenceArguments arguments,
      int requestBytes,
      int operations,
      int tagBytes,
      long fingerprint,
      int statusFlags) {
    synchronized (table) {
      if (arguments.slot() > table.highestSlot()) {
        return new SequenceDecision.Refused(Status.BADSLOT);
      }
      Status size = sizeRefusal(arguments, requestBytes, operations, tagBytes);
      if (size != null) {
        return new SequenceDecision.Refused(size);
      }
      SlotDecision decision =
          table.begin(arguments.slot(), arguments.sequence(), fingerprint, arguments.highestSlot());
      return switch (decision) {
        case SlotDecision.Fresh fresh -> fresh(arguments, statusFlags);
        case SlotDecision.Replay replay -> new SequenceDecision.Replay(replay.reply());
        case SlotDecision.ReplyNotKept notKept ->
            new SequenceDecision.ReplyNotKept(result(arguments, statusFlags));
        case SlotDecision.InProgress inProgress -> new SequenceDecision.Refused(Status.DELAY);
        case SlotDecision.FalseRetry falseRetry ->
            new SequenceDecision.Refused(Status.SEQ_FALSE_RETRY);
        case SlotDecision.Misordered misordered ->
            new SequenceDecision.Refused(Status.SEQ_MISORDERED);
        case SlotDecision.BadSlot badSlot -> new SequenceDecision.Refused(Status.BADSLOT);
        case SlotDecision.BadHighSlot badHighSlot ->
            new SequenceDecision.Refused(Status.BAD_HIGH_SLOT);
      };
    }
  }

  private @Nullable Status sizeRefusal(
      SequenceArguments arguments, int requestBytes, int operations, int tagBytes) {
    if (requestBytes > session.fore().requestBytesMax()) {
      return Status.REQ_TOO_BIG;
    }
    if (operations > session.fore().operationsMax()) {
      return Status.TOO_MANY_OPS;
    }
    ReplyBound bound = replyBound(arguments.cacheThis());
    int shortest = SOLO_REPLY_BYTES_MIN + (tagBytes + 3 & ~3);
    return shortest > bound.bytes() ? bound.overflow() : null;
  }

  private SequenceDecision fresh(SequenceArguments arguments, int statusFlags) {
    int slot = (int) arguments.slot();
    if (closed || session.dead()) {
      table.abandon(slot);
      return new SequenceDecision.Refused(closed ? Status.BADSESSION : Status.DEADSESSION);
    }
    freshLately++;
    if (budget.isOver()) {
      shrink();
    } else if (slot >= table.targetHighestSlot()) {
      grow();
    }
    account(); // a retired slot gives its reply up
    return new SequenceDecision.Execute(result(arguments, statusFlags));
  }

  private SequenceResult result(SequenceArguments arguments, int statusFlags) {
    return new SequenceResult(
        arguments.session(),
        arguments.sequence(),
        arguments.slot(),
        table.highestSlot(),
        table.targetHighestSlot(),
        statusFlags);
  }

  private void grow() {
    int target = table.targetHighestSlot();
    setTarget(target + Math.max(1, (target + 1) / 2));
  }

  /** Asks for half of the slots, once those that were asked for before have been given. */
  private void shrink() {
    int target = table.targetHighestSlot();
    if (target == table.highestSlot() && target >= SLOTS_KEPT) {
      setTarget(Math.max(SLOTS_KEPT - 1, target / 2));
    }
  }

  private void setTarget(int highestSlot) {
    int before = table.targetHighestSlot();
    table.setTargetHighestSlot(highestSlot);
    if (table.targetHighestSlot() != before) {
      freshLately = 0;
    }
  }

  private void account() {
    long kept = closed ? 0 : table.keptBytes();
    if (kept != accounted) {
      budget.add(kept - accounted);
      accounted = kept;
    }
  }

  /**
   * How long the reply to a compound may be, so that it can be said before an operation runs.
   *
   * @param cacheThis whether it is to be kept
   */
  public ReplyBound replyBound(boolean cacheThis) {
    long sent = session.fore().responseBytesMax();
    long kept = session.fore().cachedBytesMax();
    boolean cacheDecides = cacheThis && kept < sent;
    long bytes = Math.max(0, (cacheDecides ? kept : sent) - Negotiation.REPLY_HEADER_BYTES);
    return new ReplyBound(
        (int) bytes, cacheDecides ? Status.REP_TOO_BIG_TO_CACHE : Status.REP_TOO_BIG);
  }

  /**
   * Ends the compound in progress on a slot and keeps its reply, if it is not longer than what may
   * be kept.
   *
   * @param reply the whole reply, behind the RPC header; not to be changed any more
   */
  public void complete(long slot, byte[] reply) {
    synchronized (table) {
      if (reply.length <= keptBytesMax) {
        table.complete((int) slot, reply);
      } else {
        table.completeWithoutReply((int) slot);
      }
      account();
    }
  }

  /** Ends the compound in progress on a slot; a retry is told that the reply was not kept. */
  public void completeWithoutReply(long slot) {
    synchronized (table) {
      table.completeWithoutReply((int) slot);
      account();
    }
  }

  /**
   * Takes the compound in progress on a slot back: the same sequence is new once more. Only for one
   * that had no effect, or whose fate the caller does not know and will not answer.
   */
  public void abandon(long slot) {
    synchronized (table) {
      table.abandon((int) slot);
    }
  }

  /**
   * To be called now and then: lowers the target if memory is short, though the client asks for
   * nothing.
   *
   * @return the highest slot to ask for by CB_RECALL_SLOT, if the client holds on to more: it makes
   *     no requests, or many without following
   */
  public OptionalInt relieve() {
    synchronized (table) {
      if (closed) {
        return OptionalInt.empty();
      }
      boolean silent = freshLately == 0;
      if (budget.isOver()) {
        shrink();
      }
      int highest = table.highestSlot();
      int target = table.targetHighestSlot();
      boolean lags = highest > target && (silent || freshLately > 4 * (highest + 1));
      freshLately = 0;
      return lags ? OptionalInt.of(target) : OptionalInt.empty();
    }
  }

  /** Gives the memory of its replies back to the budget; nothing new is executed any more. */
  public void close() {
    synchronized (table) {
      closed = true;
      account();
    }
  }

  /** The slots as they are, for people to look at. */
  public SlotTableImage image() {
    synchronized (table) {
      return table.image();
    }
  }

  /** How many compounds are being executed. */
  public int inProgress() {
    synchronized (table) {
      return table.inProgress();
    }
  }

  /** How many bytes of replies are kept. */
  public long keptBytes() {
    synchronized (table) {
      return table.keptBytes();
    }
  }
}
