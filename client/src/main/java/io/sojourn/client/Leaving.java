package io.sojourn.client;

/** Whether a client is about to end, and how. */
enum Leaving {
  /** It is not. */
  NO,
  /** The session is to end. */
  CLOSING,
  /** The session is left to be continued. */
  DETACHING
}
