package io.sojourn.machine;

/** How new the state must be that a query is answered from. */
public enum Consistency {
  /** As new as anything that was acknowledged to anybody when the query was asked. */
  LINEARIZABLE,
  /** The state of this node, but not before the index that the query names is applied here. */
  SESSION,
  /** The state of this node as it is. */
  LOCAL
}
