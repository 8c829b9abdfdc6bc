package io.sojourn.nfs.machine;

import io.sojourn.machine.State;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.session.SlotRecord;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The slots of persistent sessions in the entries of the service: {@code t/session/slot}. */
final class SlotRecords {

  private static final int OVERHEAD_BYTES = 32;

  private final State<byte[]> state;

  SlotRecords(State<byte[]> state) {
    this.state = state;
  }

  private static String prefix(SessionKey session) {
    return "t/" + session + "/";
  }

  /** The entry of one slot, whose name is made once for looking and for writing. */
  final class Entry {

    private final String name;

    private Entry(String name) {
      this.name = name;
    }

    /** What is kept; null if nothing is. */
    @Nullable SlotRecord get() {
      byte[] bytes = state.get(name);
      return bytes == null ? null : Stored.read(bytes, SlotRecord::read);
    }

    void put(SlotRecord content) {
      XdrWriter to = new XdrWriter(OVERHEAD_BYTES + content.reply().length);
      content.write(to);
      state.put(name, to.toBytes());
    }
  }

  Entry entry(SessionKey session, int slot) {
    return new Entry(prefix(session) + Hex.of4(slot));
  }

  /** All of a session, by slot. */
  SortedMap<Integer, SlotRecord> of(SessionKey session) {
    String prefix = prefix(session);
    SortedMap<Integer, SlotRecord> found = new TreeMap<>();
    for (Map.Entry<String, byte[]> each : state.withPrefix(prefix).entrySet()) {
      String name = each.getKey();
      int slot = Integer.parseInt(name, prefix.length(), name.length(), 16);
      found.put(slot, Stored.read(each.getValue(), SlotRecord::read));
    }
    return found;
  }

  /** How much is kept of a session, without reading the replies. */
  SessionOutline outline(SessionRecord session) {
    int slots = 0;
    long bytes = 0;
    for (byte[] slot : state.withPrefix(prefix(session.id())).values()) {
      slots++;
      bytes += Stored.read(slot, SlotRecord::readReplyLength);
    }
    return new SessionOutline(session, slots, bytes);
  }

  /** Forgets all of a session. */
  void removeAll(SessionKey session) {
    for (String name : List.copyOf(state.withPrefix(prefix(session)).keySet())) {
      state.remove(name);
    }
  }
}
