package io.sojourn.client;

/** When a request may be executed, beside the other requests of its session. */
public enum Order {
  /** After all that were submitted before it, and before all that are submitted after it. */
  SUBMITTED,
  /** At any time: it does not wait for requests before it that have to be sent again. */
  ANY
}
