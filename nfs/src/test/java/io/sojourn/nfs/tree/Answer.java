package io.sojourn.nfs.tree;

import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.ArrayList;
import java.util.List;

/**
 * What a compound came to.
 *
 * @param results of the operations that ran, the last with the status of the whole
 * @param notices to the door
 */
record Answer(List<Result> results, List<Notice> notices) {

  /** The result of one operation, the bytes being what follows the status. */
  @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
  record Result(int number, Status status, byte[] bytes) {}

  /** An entry of a listing. */
  @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
  record Entry(long cookie, String name, byte[] attributes) {}

  /** A listing, or a part of one. */
  record Listing(long verifier, List<Entry> entries, boolean end) {

    List<String> names() {
      return entries.stream().map(Entry::name).toList();
    }
  }

  /** What an OPEN gave. */
  @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
  record Opened(StateId stateId, long before, long after, Bitmap set, int delegation, byte[] more) {

    StateId delegationId() throws XdrException {
      return StateId.read(new XdrReader(more));
    }

    int whyNone() throws XdrException {
      return new XdrReader(more).readInt();
    }
  }

  Status status() {
    return results.getLast().status;
  }

  XdrReader last() {
    return at(results.size() - 1);
  }

  XdrReader at(int index) {
    return new XdrReader(results.get(index).bytes);
  }

  /** The filehandle that the last operation, GETFH, tells. */
  byte[] handle() throws XdrException {
    return last().readOpaque(128);
  }

  /** What OPEN gave, the operation at that place. */
  Opened opened(int index) throws XdrException {
    XdrReader from = at(index);
    StateId stateId = StateId.read(from);
    from.readBoolean();
    long before = from.readLong();
    long after = from.readLong();
    from.readInt();
    Bitmap set = Bitmap.read(from);
    int delegation = from.readInt();
    return new Opened(stateId, before, after, set, delegation, from.readFixed(from.remaining()));
  }

  /** What READDIR listed, the last operation. */
  Listing listing() throws XdrException {
    XdrReader from = last();
    long verifier = from.readLong();
    List<Entry> entries = new ArrayList<>();
    while (from.readBoolean()) {
      long cookie = from.readLong();
      String name = from.readText(255);
      Bitmap.read(from);
      entries.add(new Entry(cookie, name, from.readOpaque(from.remaining())));
    }
    boolean end = from.readBoolean();
    from.requireEnd();
    return new Listing(verifier, entries, end);
  }

  /** The values of attributes of eight bytes that GETATTR, the last operation, tells. */
  List<Long> longs() throws XdrException {
    XdrReader from = attributes();
    List<Long> values = new ArrayList<>();
    while (from.remaining() > 0) {
      values.add(from.readLong());
    }
    return values;
  }

  /** What GETATTR, the last operation, tells, behind the bitmap and the length. */
  XdrReader attributes() throws XdrException {
    XdrReader from = last();
    Bitmap.read(from);
    from.readInt();
    return from;
  }
}
