package io.sojourn.nfs.machine;

import io.sojourn.machine.ServiceState;
import io.sojourn.machine.ServiceState.Numbered;
import io.sojourn.machine.TableKey;
import io.sojourn.nfs.compound.Tables;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.session.SlotRecord;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.SortedMap;
import java.util.TreeMap;

/** The slots of a persistent session, in the table of the session behind its record. */
final class SlotRecords {

  private static final int OVERHEAD_BYTES = 32;

  /** The number of slot 0 in the table. */
  private static final long FIRST = 1;

  private final ServiceState state;
  private final TableKey table;

  SlotRecords(ServiceState state, SessionKey session) {
    this.state = state;
    this.table = Tables.session(session);
  }

  /** What a slot says of a request that is about to be executed. */
  SlotRecord.Recalled recall(int slot, long sequence, long fingerprint) {
    byte[] bytes = state.get(table, FIRST + slot);
    return bytes == null
        ? new SlotRecord.Recalled.Unknown()
        : Stored.read(bytes, from -> SlotRecord.recall(from, sequence, fingerprint));
  }

  void put(int slot, SlotRecord content) {
    XdrWriter to = new XdrWriter(OVERHEAD_BYTES + content.reply().length);
    content.write(to);
    state.put(table, FIRST + slot, to.toBytes());
  }

  /** All of them, by slot. */
  SortedMap<Integer, SlotRecord> all() {
    SortedMap<Integer, SlotRecord> found = new TreeMap<>();
    for (Numbered each : state.from(table, FIRST, Integer.MAX_VALUE)) {
      found.put((int) (each.number() - FIRST), Stored.read(each.value(), SlotRecord::read));
    }
    return found;
  }

  /** How much is kept, without reading the replies. */
  SessionOutline outline(SessionRecord session) {
    int slots = 0;
    long bytes = 0;
    for (Numbered each : state.from(table, FIRST, Integer.MAX_VALUE)) {
      slots++;
      bytes += Stored.read(each.value(), SlotRecord::readReplyLength);
    }
    return new SessionOutline(session, slots, bytes);
  }

  /** Forgets all of them. */
  void removeAll() {
    for (Numbered each : state.from(table, FIRST, Integer.MAX_VALUE)) {
      state.remove(table, each.number());
    }
  }
}
