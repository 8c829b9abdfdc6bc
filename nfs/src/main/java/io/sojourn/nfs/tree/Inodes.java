package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The inodes of the tree, by their ids. */
final class Inodes {

  private static final String PREFIX = "n/";

  private final ServiceState state;

  Inodes(ServiceState state) {
    this.state = state;
  }

  private static String name(long fileId) {
    return PREFIX + HexFormat.of().toHexDigits(fileId);
  }

  /** The inode of that id, or null. */
  @Nullable Inode find(long fileId) {
    byte[] kept = state.get(name(fileId));
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
    state.put(name(inode.fileId), InodeCodec.encode(inode));
  }

  /** Takes an inode away, and all its bytes. */
  void remove(Inode inode) {
    long bytes = new FileData(state).truncate(inode.fileId, 0);
    state.remove(name(inode.fileId));
    Counters.of(state).withoutFile().withBytes(bytes).store(state);
  }
}
