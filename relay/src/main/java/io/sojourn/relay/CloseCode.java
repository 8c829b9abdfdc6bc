package io.sojourn.relay;

/**
 * Why the relay closes a socket, as the status of the WebSocket close frame. 40xx: do not
 * reconnect; 41xx and 1012, 1013: reconnect later.
 */
enum CloseCode {
  /** The peer asked for it, or its session is over at its own wish. */
  NORMAL(1000, ""),
  /** Text that is not UTF-8. */
  NOT_UTF8(1007, "text is not UTF-8"),
  /** A message over its bound. */
  TOO_BIG(1009, "message too big"),
  /** A fault of ours. */
  INTERNAL(1011, "internal error"),
  /** The server goes down and comes back. */
  RESTARTING(1012, "server restarting"),
  /** The kernel cannot answer now. */
  UNAVAILABLE(1013, "try again later"),
  /** The first message, or a later one, breaks the protocol. */
  PROTOCOL(4000, "protocol error"),
  /** No first message in time. */
  FIRST_MESSAGE_TIMEOUT(4001, "no first message"),
  /** The code or the token was refused. */
  AUTH_FAILED(4003, "not admitted"),
  /** The session is over. */
  SESSION_ENDED(4004, "session ended"),
  /** A newer connection took over. */
  REPLACED(4005, "replaced by a newer connection"),
  /** Over a bound that waiting does not lift. */
  LIMIT(4006, "limit exceeded"),
  /** The peer reads more slowly than it is sent to. */
  SLOW(4100, "slow consumer"),
  /** Nothing was heard, not even a pong. */
  SILENT(4101, "idle"),
  /** Too many attempts. */
  RATE_LIMITED(4102, "too many attempts");

  private final int status;
  private final String reason;

  CloseCode(int status, String reason) {
    this.status = status;
    this.reason = reason;
  }

  int status() {
    return status;
  }

  String reason() {
    return reason;
  }
}
