package io.sojourn.server;

/** Who may use a route. Decided before a body is read. */
enum Access {
  /** Everybody. */
  OPEN,
  /** The bearer of an API key. */
  KEY,
  /** The bearer of an API key or of any live session's token. */
  BEARER,
  /** The bearer of an API key, or of the token of the session that the path names. */
  OWNER,
  /** As {@link #OWNER}; the token of a suspended session is refused. */
  OWNER_IN_USE,
  /** The bearer of an API key, or anybody on this machine. */
  LOCAL_OR_KEY
}
