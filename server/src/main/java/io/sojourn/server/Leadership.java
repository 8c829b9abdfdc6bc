package io.sojourn.server;

import java.net.URI;

/** Where what must be asked of the leader is to be asked. */
sealed interface Leadership {

  /** This node leads. */
  enum Here implements Leadership {
    /** The one value. */
    INSTANCE
  }

  /**
   * Another node leads.
   *
   * @param address its HTTP door: scheme, host and port
   */
  record At(URI address) implements Leadership {}

  /** Nobody leads, as far as this node knows; or it does not know where the leader's door is. */
  enum Unknown implements Leadership {
    /** The one value. */
    INSTANCE
  }
}
