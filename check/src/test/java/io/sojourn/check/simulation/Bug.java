package io.sojourn.check.simulation;

/**
 * What may be wrong with the simulated nodes or their clients: each happened to a real system, or
 * is what one of the rules of the design is there against.
 */
enum Bug {
  /** Nothing is. */
  NONE,

  // Sessions.
  /** Kept replies live in the leader's memory alone: they are gone after a failover. */
  REPLIES_LOST_AT_FAILOVER,
  /** Kept replies are missing in snapshots: after a restart a retry is executed again. */
  REPLIES_NOT_IN_SNAPSHOT,
  /** The sessions of a snapshot are older than the data in it. */
  SESSIONS_OLDER_THAN_DATA,
  /** The mark below which nothing is executed is lost at a restart. */
  MARK_GOES_BACK,
  /** Kept replies are found by number alone, whoever asks. */
  REPLY_OF_ANOTHER_SESSION,
  /** What is different under a number used before is answered with the reply kept for it. */
  FALSE_RETRY_ANSWERED,
  /** A request of a dead session is executed in a new one. */
  RETRY_AFTER_EXPIRY_EXECUTES,
  /** Requests are executed in any order. */
  ORDER_IGNORED,
  /** A message of an older connection counts as one of the newest. */
  FENCING_IGNORED,
  /** The id of a session is drawn by whoever creates it, each time anew. */
  NONCE_NOT_REPLICATED,

  // Leases and time.
  /** Each node lets leases end by its own clock. */
  EXPIRY_BY_LOCAL_CLOCK,
  /** A client is told that its lease is over before that is committed. */
  EXPIRY_TOLD_BEFORE_COMMIT,
  /** A new leader whose clock is behind sets the cluster time back. */
  TIME_GOES_BACK,
  /** The leader's time follows its wall clock, which is set. */
  TIME_FOLLOWS_WALL_CLOCK,
  /** A new leader gives nobody the idle timeout again. */
  LEASES_NOT_GRANTED,
  /** A keep-alive is answered by the leader alone, without the log. */
  KEEP_ALIVE_BESIDE_THE_LOG,

  // The log.
  /** An entry counts as stored before it is on disk. */
  ACK_BEFORE_SYNC,
  /** The leader takes an entry for committed once it has it. */
  ACK_BEFORE_MAJORITY,
  /** Entries of older terms are committed by counting. */
  OLD_TERM_COMMITTED_BY_COUNT,
  /** Whom a node voted for is forgotten at a crash. */
  VOTE_NOT_PERSISTED,
  /** A node that lost its disk votes as if it had never had one. */
  WIPED_NODE_VOTES,
  /** Votes are counted, not voters. */
  VOTES_COUNTED_TWICE,
  /** A follower keeps what contradicts the leader's log. */
  TRUNCATION_FORGOTTEN,
  /** A leader reads without asking whether it still is one, and believes so until it is told. */
  STALE_READ,
  /** A node that led once does not notice when it may again. */
  STUCK_AFTER_STEPPING_DOWN,
  /** Whoever waits at an index is answered, whatever was committed there. */
  ANSWERED_BY_INDEX,

  // Members.
  /** A leader appends a change of the members before the one before it is committed. */
  TWO_CHANGES_AT_ONCE,
  /** What a node has that was removed still counts towards a majority. */
  REMOVED_NODE_COUNTED,
  /** What a node has counts while it is still being sent the log, before it is a member. */
  JOINING_NODE_COUNTED,

  // Snapshots.
  /** A snapshot is used though its end is missing. */
  TORN_SNAPSHOT_USED,
  /** Entries that a snapshot holds are applied to it again. */
  TAIL_APPLIED_TWICE,

  /** What was executed of the program's own commands is known to the leader's memory alone. */
  INTERNALS_FORGOTTEN_AT_FAILOVER,

  // Pushes.
  /** Pushes wait in the leader's memory alone: they are gone after a failover. */
  PUSHES_LOST_AT_FAILOVER,
  /** Pushes are numbered from 1 again when their queue was empty at a restart. */
  PUSH_NUMBER_REUSED,
  /** A client acknowledges a push before it has processed it. */
  PUSH_ACKED_BEFORE_PROCESSED,

  // Clients.
  /** A client sends what was not answered again under a new number. */
  RETRY_UNDER_NEW_NUMBER,
  /** A client takes a request that was not answered for one that had no effect. */
  UNKNOWN_TAKEN_FOR_FAILED;

  /** Whether it shows only where members come and go. */
  boolean isOfMembers() {
    return this == TWO_CHANGES_AT_ONCE
        || this == REMOVED_NODE_COUNTED
        || this == JOINING_NODE_COUNTED;
  }
}
