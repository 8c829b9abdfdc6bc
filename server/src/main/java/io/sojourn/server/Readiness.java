package io.sojourn.server;

import java.util.Optional;

/** Whether the node takes commands. Called from any thread; never blocks. */
@FunctionalInterface
interface Readiness {

  /** Why commands are not taken, or empty if they are. */
  Optional<String> whyNot();
}
