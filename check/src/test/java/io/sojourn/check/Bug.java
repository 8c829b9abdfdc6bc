package io.sojourn.check;

/**
 * What may be wrong with the simulated node or its clients: each once happened to a real system.
 */
enum Bug {
  /** Nothing is. */
  NONE,
  /** Kept replies are missing in snapshots: after a restart a retry is executed again. */
  REPLIES_NOT_IN_SNAPSHOT,
  /** The sessions of a snapshot are older than the data in it. */
  SESSIONS_OLDER_THAN_DATA,
  /** The mark below which nothing is executed is lost at a restart. */
  MARK_GOES_BACK,
  /** A reply is sent before its entry is on disk. */
  REPLY_BEFORE_SYNC,
  /** A request of an expired session is executed in a new one. */
  RETRY_AFTER_EXPIRY_EXECUTES,
  /** Kept replies are found by number alone, whoever asks. */
  REPLY_OF_ANOTHER_SESSION,
  /** Pushes are numbered from 1 again when their queue was empty at a restart. */
  PUSH_NUMBER_REUSED,
  /** Reads are answered from the state of the last snapshot. */
  STALE_READ,
  /** A client sends what was not answered again under a new number. */
  RETRY_UNDER_NEW_NUMBER,
  /** A client takes a request that was not answered for one that had no effect. */
  UNKNOWN_TAKEN_FOR_FAILED
}
