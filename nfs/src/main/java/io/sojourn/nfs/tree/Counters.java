package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * What the tree counts as a whole: one entry of the state.
 *
 * @param nextFileId the id of the file that is made next
 * @param nextStateId the number of the open or delegation that is made next
 * @param files how many inodes there are besides the root
 * @param bytes how many bytes of files are kept
 */
record Counters(long nextFileId, long nextStateId, long files, long bytes) {

  private static final String NAME = "g/tree";
  private static final int VERSION = 1;

  static Counters of(ServiceState state) {
    byte[] kept = state.get(NAME);
    return kept == null
        ? new Counters(Inode.ROOT + 1, 1, 0, 0)
        : Stored.decode(
            kept,
            VERSION,
            from ->
                new Counters(from.readLong(), from.readLong(), from.readLong(), from.readLong()));
  }

  void store(ServiceState state) {
    XdrWriter to = new XdrWriter(40);
    to.writeInt(VERSION);
    to.writeLong(nextFileId);
    to.writeLong(nextStateId);
    to.writeLong(files);
    to.writeLong(bytes);
    state.put(NAME, to.toBytes());
  }

  /** These with one file more. */
  Counters withFile() {
    return new Counters(nextFileId + 1, nextStateId, files + 1, bytes);
  }

  /** These with one file less. */
  Counters withoutFile() {
    return new Counters(nextFileId, nextStateId, files - 1, bytes);
  }

  /** These with one open or delegation more. */
  Counters withState() {
    return new Counters(nextFileId, nextStateId + 1, files, bytes);
  }

  /** These with more bytes, or fewer if the number is negative. */
  Counters withBytes(long more) {
    return new Counters(nextFileId, nextStateId, files, bytes + more);
  }
}
