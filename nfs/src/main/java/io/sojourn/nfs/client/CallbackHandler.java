package io.sojourn.nfs.client;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;

/**
 * What a client does with callbacks of one session. Called on the event loop of the connection, one
 * at a time per connection; must not block. To give a delegation back is another request.
 */
public interface CallbackHandler {

  /** Takes everything and does nothing. */
  CallbackHandler PASSIVE = new CallbackHandler() {};

  /** The server wants a delegation back (CB_RECALL; RFC 8881, 20.2). */
  default Status recall(StateId delegation, boolean truncate, byte[] fileHandle) {
    return Status.OK;
  }

  /**
   * The callback that comes next is about the reply to a request of this client, which may still be
   * on its way (RFC 8881, 2.10.6.3).
   *
   * @param session whose request it is
   * @param slot its slot
   * @param sequence its sequence
   */
  default void referring(SessionKey session, long slot, long sequence) {}

  /** The server wants fewer slots used (CB_RECALL_SLOT; RFC 8881, 20.8). */
  default Status recallSlots(long targetHighestSlot) {
    return Status.OK;
  }
}
