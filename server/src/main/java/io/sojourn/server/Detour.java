package io.sojourn.server;

import java.util.Optional;

/** Decides which requests another node answers. */
@FunctionalInterface
interface Detour {

  /** Every request is answered here. */
  Detour NONE = (route, head) -> Optional.empty();

  /**
   * What answers a request in the place of its route's own handler, if it is not for this node. The
   * gate is not asked then: whoever answers has one of its own. Called on the event loop; must
   * return at once.
   */
  Optional<Handler> instead(Route route, Request head);
}
