package io.sojourn.server;

import io.sojourn.session.SessionId;

/** Who asks, as far as the gate could tell from the credential. Never holds the credential. */
sealed interface Caller {

  /** No credential was shown. */
  enum Anonymous implements Caller {
    /** The one value. */
    INSTANCE
  }

  /** The bearer of an API key: may do everything. */
  enum KeyHolder implements Caller {
    /** The one value. */
    INSTANCE
  }

  /**
   * The bearer of a live session's token: may reach that session only.
   *
   * @param session the session that the token opens
   */
  record SessionHolder(SessionId session) implements Caller {}
}
