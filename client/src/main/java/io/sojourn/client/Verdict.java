package io.sojourn.client;

/** What an error code of the server says about the request or query that it answers. */
enum Verdict {
  /** Executed: the machine threw, and its failure is kept as the reply. */
  EXECUTED,
  /** Not executed, by the machine that knows every copy: to be sent again after those before it. */
  OUT_OF_ORDER,
  /** Not executed, by the machine that knows every copy: to be sent again when there is room. */
  NO_ROOM,
  /** Not executed and not to be sent again, by the machine that knows every copy. */
  REFUSED_FOR_ALL,
  /** This copy was not executed; nothing is said of others. To be sent again later. */
  NOT_NOW,
  /** This copy may have been executed. To be sent again later. */
  UNCERTAIN,
  /** The reply was given up: whether it was executed will not be known. */
  EVICTED,
  /** The session is over, or not this client's. This copy was not executed. */
  SESSION_OVER,
  /** This copy was not executed and would not be later; nothing is said of others. */
  REFUSED;

  static Verdict of(String code) {
    return switch (code) {
      case "failed", "state_full" -> EXECUTED;
      case "out_of_order" -> OUT_OF_ORDER;
      case "window_full", "sequence_ahead" -> NO_ROOM;
      case "push_queue_full", "false_retry" -> REFUSED_FOR_ALL;
      case "unavailable",
          "not_leader",
          "shutting_down",
          "too_many_attempts",
          "first_message_timeout",
          "silent",
          "slow_consumer" ->
          NOT_NOW;
      case "uncertain", "internal" -> UNCERTAIN;
      case "reply_evicted" -> EVICTED;
      case "session_unknown", "session_dead", "session_expired", "session_invalidated", "fenced" ->
          SESSION_OVER;
      default -> REFUSED;
    };
  }
}
