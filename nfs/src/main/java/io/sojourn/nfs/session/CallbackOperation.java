package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.xdr.XdrWriter;

/** An operation that a server asks of a client (RFC 8881, 20). */
public sealed interface CallbackOperation {

  /** Its number. */
  int number();

  /** Writes its arguments. */
  void writeArguments(XdrWriter to);

  /**
   * Give a delegation back (CB_RECALL; 20.2).
   *
   * @param stateId the delegation
   * @param truncate whether the file is about to be made empty
   * @param fileHandle the file; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Recall(StateId stateId, boolean truncate, byte[] fileHandle) implements CallbackOperation {

    @Override
    public int number() {
      return 4;
    }

    @Override
    public void writeArguments(XdrWriter to) {
      stateId.write(to);
      to.writeBoolean(truncate);
      to.writeOpaque(fileHandle);
    }
  }

  /**
   * Use fewer slots (CB_RECALL_SLOT; 20.8).
   *
   * @param targetHighestSlot the highest slot to use
   */
  record RecallSlot(int targetHighestSlot) implements CallbackOperation {

    @Override
    public int number() {
      return 10;
    }

    @Override
    public void writeArguments(XdrWriter to) {
      to.writeInt(targetHighestSlot);
    }
  }
}
