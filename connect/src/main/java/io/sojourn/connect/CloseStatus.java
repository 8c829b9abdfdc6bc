package io.sojourn.connect;

/**
 * The status of the close frame at the end of a connection. The message before it says more; this
 * is for what stands between, and for logs.
 */
enum CloseStatus {
  /** The session is over at its client's wish. */
  NORMAL(1000),
  /** Text that is not UTF-8. */
  NOT_UTF8(1007),
  /** A frame over its bound. */
  TOO_LARGE(1009),
  /** A fault of ours. */
  INTERNAL(1011),
  /** The server goes down and comes back. */
  SHUTTING_DOWN(1012),
  /** Another node leads, or this one cannot answer now. */
  TRY_AGAIN(1013),
  /** Something that the protocol does not allow. */
  PROTOCOL(4000),
  /** No first message in time. */
  FIRST_MESSAGE_TIMEOUT(4001),
  /** The key, the token or the session was refused. */
  REJECTED(4003),
  /** The session is over. */
  SESSION_OVER(4004),
  /** A newer connection has the session. */
  FENCED(4005),
  /** The peer takes too little of what is sent to it. */
  SLOW(4100),
  /** Nothing was heard, not even a pong. */
  SILENT(4101);

  private final int status;

  CloseStatus(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
