package io.sojourn.nfs;

import io.sojourn.nfs.protocol.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the door counts since it was opened. Read from any thread. */
public final class NfsMetrics {

  final LongAdder compounds = new LongAdder();
  final LongAdder fresh = new LongAdder();
  final LongAdder replayed = new LongAdder();
  final LongAdder notKept = new LongAdder();
  final LongAdder falseRetries = new LongAdder();
  final LongAdder misordered = new LongAdder();
  final LongAdder delayed = new LongAdder();
  final LongAdder badSlots = new LongAdder();
  final LongAdder badSessions = new LongAdder();
  final LongAdder tooBig = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder commands = new LongAdder();
  final LongAdder queries = new LongAdder();
  final LongAdder uncertain = new LongAdder();
  final LongAdder recalls = new LongAdder();
  final LongAdder revocations = new LongAdder();
  final LongAdder expirations = new LongAdder();

  NfsMetrics() {}

  /** Counts a SEQUENCE that failed. */
  void refused(Status status) {
    switch (status) {
      case DELAY -> delayed.increment();
      case SEQ_FALSE_RETRY -> falseRetries.increment();
      case SEQ_MISORDERED -> misordered.increment();
      case RETRY_UNCACHED_REP -> notKept.increment();
      case BADSLOT, BAD_HIGH_SLOT -> badSlots.increment();
      case BADSESSION, DEADSESSION, CONN_NOT_BOUND_TO_SESSION -> badSessions.increment();
      case REQ_TOO_BIG, REP_TOO_BIG, REP_TOO_BIG_TO_CACHE, TOO_MANY_OPS -> tooBig.increment();
      case SERVERFAULT -> {
        // A flaw of the server, in its log.
      }
      default -> malformed.increment();
    }
  }

  /**
   * All counts by name, in a fixed order: COMPOUNDs that came; what SEQUENCEs were (fresh,
   * replayed, retries whose reply was not kept, false retries, misordered, told to come later, on
   * bad slots, of bad sessions, over a bound); compounds that could not be read or were misplaced;
   * compounds that were commands of the log and those that were queries; those whose outcome was
   * not known; delegations recalled, delegations taken away, clients expired.
   */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("compounds", compounds.sum());
    counts.put("fresh", fresh.sum());
    counts.put("replayed", replayed.sum());
    counts.put("not_kept", notKept.sum());
    counts.put("false_retry", falseRetries.sum());
    counts.put("misordered", misordered.sum());
    counts.put("delayed", delayed.sum());
    counts.put("bad_slot", badSlots.sum());
    counts.put("bad_session", badSessions.sum());
    counts.put("too_big", tooBig.sum());
    counts.put("malformed", malformed.sum());
    counts.put("commands", commands.sum());
    counts.put("queries", queries.sum());
    counts.put("uncertain", uncertain.sum());
    counts.put("recalls", recalls.sum());
    counts.put("revocations", revocations.sum());
    counts.put("expirations", expirations.sum());
    return counts;
  }
}
