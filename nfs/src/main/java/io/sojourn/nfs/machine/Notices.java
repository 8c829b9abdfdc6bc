package io.sojourn.nfs.machine;

import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.ArrayList;
import java.util.List;

/** {@link Notice}s in bytes, on their way from the machine to the door. */
final class Notices {

  /** A bound for one reply; more than any compound can cause. */
  private static final int COUNT_MAX = 1 << 20;

  private Notices() {}

  static void write(XdrWriter to, List<Notice> notices) {
    to.writeInt(notices.size());
    for (Notice notice : notices) {
      switch (notice) {
        case Notice.Recall recall -> {
          to.writeInt(0);
          to.writeLong(recall.clientId());
          recall.stateId().write(to);
          to.writeOpaque(recall.fileHandle());
        }
        case Notice.SessionChanged changed -> {
          to.writeInt(1);
          changed.session().write(to);
        }
        case Notice.SessionGone gone -> {
          to.writeInt(2);
          gone.session().write(to);
        }
        case Notice.ClientGone gone -> {
          to.writeInt(3);
          to.writeLong(gone.clientId());
        }
        case Notice.Delegated delegated -> {
          to.writeInt(4);
          delegated.stateId().write(to);
        }
        case Notice.SessionCreated created -> {
          to.writeInt(5);
          created.session().write(to);
          to.writeBoolean(created.again());
        }
      }
    }
  }

  static List<Notice> read(XdrReader from) throws XdrException {
    int count = from.readCount(COUNT_MAX);
    List<Notice> notices = new ArrayList<>(Math.min(count, 16));
    for (int i = 0; i < count; i++) {
      int kind = from.readInt();
      notices.add(
          switch (kind) {
            case 0 -> new Notice.Recall(from.readLong(), StateId.read(from), from.readOpaque(128));
            case 1 -> new Notice.SessionChanged(SessionKey.read(from));
            case 2 -> new Notice.SessionGone(SessionKey.read(from));
            case 3 -> new Notice.ClientGone(from.readLong());
            case 4 -> new Notice.Delegated(StateId.read(from));
            case 5 -> new Notice.SessionCreated(SessionKey.read(from), from.readBoolean());
            default -> throw new XdrException("a notice of kind " + kind);
          });
    }
    return notices;
  }
}
