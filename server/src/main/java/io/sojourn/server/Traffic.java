package io.sojourn.server;

/** Is told of every connection and every response: what metrics are made of. Never blocks. */
interface Traffic {

  /** A connection was opened. */
  void connected();

  /** A connection was closed. */
  void disconnected();

  /** A connection was refused, since the bound on connections was reached. */
  void connectionRefused();

  /**
   * A response was written.
   *
   * @param method the method, or {@code OTHER}
   * @param route the route's template, or {@code none}
   * @param status the status
   * @param nanos from the end of the request's head to the response
   */
  void answered(String method, String route, int status, long nanos);
}
