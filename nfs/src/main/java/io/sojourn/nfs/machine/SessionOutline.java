package io.sojourn.nfs.machine;

import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A session as a list shows it.
 *
 * @param session its record
 * @param slotsUsed of how many slots something is kept; none unless it is persistent
 * @param replyBytes how long the kept replies are together
 */
public record SessionOutline(SessionRecord session, int slotsUsed, long replyBytes) {

  private static final int SESSIONS_MAX = 1 << 16;

  static byte[] write(List<SessionOutline> outlines) {
    XdrWriter to = new XdrWriter();
    to.writeInt(outlines.size());
    for (SessionOutline each : outlines) {
      each.session.write(to);
      to.writeInt(each.slotsUsed);
      to.writeLong(each.replyBytes);
    }
    return to.toBytes();
  }

  /**
   * Reads the answer to {@link NfsQuery.Sessions}.
   *
   * @throws XdrException if the bytes are none
   */
  public static List<SessionOutline> readList(byte[] bytes) throws XdrException {
    XdrReader from = new XdrReader(bytes);
    int count = from.readCount(SESSIONS_MAX);
    List<SessionOutline> outlines = new ArrayList<>(Math.min(count, 256));
    for (int i = 0; i < count; i++) {
      outlines.add(new SessionOutline(SessionRecord.read(from), from.readInt(), from.readLong()));
    }
    return outlines;
  }
}
