package io.sojourn.nfs.machine;

import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.session.SlotRecord;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A session as the machine keeps it: what a door needs to go on with it.
 *
 * @param session its record
 * @param slots what is kept of its slots, by number; none unless it is persistent
 */
public record SessionImage(SessionRecord session, SortedMap<Integer, SlotRecord> slots) {

  private static final int SLOTS_MAX = 1 << 16;

  /** Makes the slots unmodifiable. */
  public SessionImage {
    slots = Collections.unmodifiableSortedMap(slots);
  }

  static byte[] write(Optional<SessionImage> image) {
    XdrWriter to = new XdrWriter();
    to.writeBoolean(image.isPresent());
    image.ifPresent(
        there -> {
          there.session.write(to);
          to.writeInt(there.slots.size());
          there.slots.forEach(
              (slot, content) -> {
                to.writeInt(slot);
                content.write(to);
              });
        });
    return to.toBytes();
  }

  /**
   * Reads the answer to {@link NfsQuery.Session}.
   *
   * @throws XdrException if the bytes are none
   */
  public static Optional<SessionImage> readOptional(byte[] bytes) throws XdrException {
    XdrReader from = new XdrReader(bytes);
    if (!from.readBoolean()) {
      return Optional.empty();
    }
    SessionRecord session = SessionRecord.read(from);
    SortedMap<Integer, SlotRecord> slots = new TreeMap<>();
    int count = from.readCount(SLOTS_MAX);
    for (int i = 0; i < count; i++) {
      slots.put(from.readInt(), SlotRecord.read(from));
    }
    return Optional.of(new SessionImage(session, slots));
  }
}
