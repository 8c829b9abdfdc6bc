package io.sojourn.nfs.rpc;

import org.jspecify.annotations.Nullable;

/** A message that is to leave by a connection; a link of its {@link Outbox}. */
abstract class Outgoing {

  /** The one that was added before it; the outbox's. */
  @Nullable Outgoing below;

  /** Writes it; on the event loop. */
  abstract void writeTo(Line line);

  /** It will not be written, for the connection is closed; on any thread. */
  abstract void drop();
}
