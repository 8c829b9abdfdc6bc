package io.sojourn.client;

/** Which server answers the queries of a client. */
public enum ReadFrom {
  /** The one that leads, over the connection that holds the session. */
  LEADER,
  /**
   * Any one, drawn by lot, over a connection for queries alone; another when that one is gone or
   * falls behind. What the leader has to do grows no more with the number of readers, and queries
   * that need not be linearizable are answered also while nobody leads.
   */
  ANY
}
