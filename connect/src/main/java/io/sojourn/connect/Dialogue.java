package io.sojourn.connect;

import io.sojourn.wire.connect.ClientMessage;
import java.util.Optional;

/** What follows the first message of a connection. Used on the connection's event loop. */
interface Dialogue {

  /** Takes a message. */
  void take(ClientMessage message);

  /** Whether another message may be taken. */
  boolean hasRoom();

  /** Whether the kernel has answered everything. */
  boolean isIdle();

  /** Why it cannot go on as the node and the session stand now; looked at once a while. */
  Optional<Ending> overNow();

  /** The socket is gone. */
  void leave();
}
