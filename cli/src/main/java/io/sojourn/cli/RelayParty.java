package io.sojourn.cli;

import tools.jackson.databind.node.ObjectNode;

/**
 * One side of a relayed session, as the connection calls it: one call at a time while a connection
 * lives, and none after {@link #ended}.
 */
interface RelayParty {
  /** The first message of each connection: {@code register} or {@code auth}. */
  ObjectNode greeting();

  /** A control message; the first one of each connection is the answer to the greeting. */
  void message(ObjectNode message);

  /** Bytes of a terminal. */
  void bytes(TerminalFrame frame);

  /** The connection is gone and will be tried again after a while. */
  void away(String reason);

  /** All that was waiting has been sent. */
  default void drained() {}

  /** It is over: the server said so, or there was never an answer. */
  void ended(RelayEnd end);
}
