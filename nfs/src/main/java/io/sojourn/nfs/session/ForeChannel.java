package io.sojourn.nfs.session;

import io.sojourn.channel.SlotDecision;
import io.sojourn.channel.SlotTable;
import io.sojourn.channel.SlotTableImage;
import io.sojourn.nfs.protocol.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
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

  /** The longest reply to a SEQUENCE alone, which is kept whatever was negotiated. */
  public static final int SOLO_REPLY_BYTES_MAX = 2048;

  private static final int SOLO_REPLY_BYTES_MIN =
      Negotiation.FORE_RESPONSE_BYTES_MIN - Negotiation.REPLY_HEADER_BYTES;

  private final SessionRecord session;
  private final SlotBudget budget;
  private final SlotTable table;
  private final SlotCount count;
  private final int keptBytesMax;
  private long accounted;
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
    this.count = new SlotCount(table, budget);
    this.keptBytesMax = keptBytesMax(session);
    account();
  }

  private static int keptBytesMax(SessionRecord session) {
    int negotiated = (int) session.fore().cachedBytesMax() - Negotiation.REPLY_HEADER_BYTES;
    return Math.max(SOLO_REPLY_BYTES_MAX, negotiated);
  }

  /**
   * Makes the channel of a session that was kept: what was kept of its slots is replayed, and each
   * slot accepts once any sequence that is ahead of what was kept, since requests without an effect
   * were not. All slots that the session may ever have are granted: which of them it had is not
   * kept.
   *
   * @param slots what was kept, by the number of the slot
   */
  public static ForeChannel restored(
      SessionRecord session, SortedMap<Integer, SlotRecord> slots, SlotBudget budget) {
    int highest = session.foreSlotsMax() - 1;
    List<SlotTableImage.Slot> used = new ArrayList<>();
    slots.forEach(
        (number, slot) ->
            used.add(
                new SlotTableImage.Slot(
                    number,
                    slot.kept() ? SlotTableImage.Memory.KEPT : SlotTableImage.Memory.NOT_KEPT,
                    slot.sequence(),
                    slot.fingerprint(),
                    slot.reply(),
                    false)));
    SlotTable table =
        SlotTable.restore(
            new SlotTableImage(highest, highest, highest, used),
            session.foreSlotsMax(),
            keptBytesMax(session));
    table.resynchronise();
    return new ForeChannel(session, budget, table);
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
    count.used(slot);
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
      return count.relieve();
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

  /** How many slots may be used now. */
  public int slots() {
    synchronized (table) {
      return table.highestSlot() + 1;
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
