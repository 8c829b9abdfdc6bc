package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.List;

/**
 * Requests of the client whose replies a callback is about: a client that has not seen them yet
 * waits for them first (referring_call_list4; RFC 8881, 2.10.6.3).
 *
 * @param session whose requests they are
 * @param calls which
 */
public record ReferringCalls(SessionKey session, List<Call> calls) {

  /**
   * One request.
   *
   * @param sequence its sequence, 0 to 2^32-1
   * @param slot its slot, 0 to 2^32-1
   */
  public record Call(long sequence, long slot) {}

  /** Copies the list. */
  public ReferringCalls {
    calls = List.copyOf(calls);
  }

  void write(XdrWriter to) {
    session.write(to);
    to.writeInt(calls.size());
    for (Call call : calls) {
      to.writeInt((int) call.sequence());
      to.writeInt((int) call.slot());
    }
  }
}
