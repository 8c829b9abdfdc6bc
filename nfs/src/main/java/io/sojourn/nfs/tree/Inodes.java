package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.compound.Tables;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import org.jspecify.annotations.Nullable;

/** The inodes of the tree, by their ids. */
final class Inodes {

  private final ServiceState state;

  Inodes(ServiceState state) {
    this.state = state;
  }

  /** The inode of that id, or null. */
  @Nullable Inode find(long fileId) {
    byte[] kept = state.get(Tables.INODES, fileId);
    if (kept == null) {
      return fileId == Inode.ROOT ? Inode.newRoot() : null;
    }
    return InodeCodec.decode(kept);
  }

  /** The inode of that id, which an entry of the state names. */
  Inode get(long fileId) {
    Inode inode = find(fileId);
    if (inode == null) {
      throw new IllegalStateException("no inode " + fileId);
    }
    return inode;
  }

  /** Makes one, not yet written, without a name. */
  Inode make(FileType type, long now, TreeSettings settings) throws NfsException {
    Counters counters = Counters.of(state);
    if (counters.files() >= settings.filesMax()) {
      throw new NfsException(Status.NOSPC);
    }
    counters.withFile().store(state);
    return new Inode(counters.nextFileId(), now, type, NfsTime.ofMillis(now));
  }

  void put(Inode inode) {
    state.put(Tables.INODES, inode.fileId, InodeCodec.encode(inode));
  }

  /** Takes an inode away, and all its bytes. */
  void remove(Inode inode) {
    long bytes = new FileData(state).truncate(inode.fileId, 0);
    state.remove(Tables.INODES, inode.fileId);
    Counters.of(state).withoutFile().withBytes(bytes).store(state);
  }
}
