package io.sojourn.nfs.tree;

import io.sojourn.nfs.compound.CompoundTurn;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.Status;
import org.jspecify.annotations.Nullable;

/** The file tree as one operation of a compound sees it. */
final class Tree {

  private final CompoundTurn turn;
  private final TreeSettings settings;
  private final Reclaims reclaims;
  private final Overdue overdue;
  private final Inodes inodes;
  private final Directories directories;
  private final FileData data;
  private final HeldStates held;

  Tree(CompoundTurn turn, TreeSettings settings, Reclaims reclaims, Overdue overdue) {
    this.turn = turn;
    this.settings = settings;
    this.reclaims = reclaims;
    this.overdue = overdue;
    inodes = new Inodes(turn.state());
    directories = new Directories(turn.state());
    data = new FileData(turn.state());
    held = new HeldStates(turn.state());
  }

  CompoundTurn turn() {
    return turn;
  }

  TreeSettings settings() {
    return settings;
  }

  Reclaims reclaims() {
    return reclaims;
  }

  /** Whether what another client holds is given up, since its lease is over. */
  boolean givesWay(Held held) {
    return held.clientId() != clientId() && overdue.end(turn, held.clientId());
  }

  Inodes inodes() {
    return inodes;
  }

  Directories directories() {
    return directories;
  }

  FileData data() {
    return data;
  }

  HeldStates held() {
    return held;
  }

  Principal who() {
    return turn.caller().principal();
  }

  long clientId() {
    return turn.caller().clientId();
  }

  long now() {
    return turn.now();
  }

  Inode root() {
    return inodes.get(Inode.ROOT);
  }

  SessionsDirectory sessions() {
    return new SessionsDirectory(turn.sessions(), turn.now());
  }

  /** What the current filehandle names (16.2.3.1.1). */
  Node current() throws NfsException {
    return node(turn.currentFileHandle());
  }

  /** What the saved filehandle names. */
  Node saved() throws NfsException {
    return node(turn.savedFileHandle());
  }

  private Node node(byte @Nullable [] handle) throws NfsException {
    if (handle == null) {
      throw new NfsException(Status.NOFILEHANDLE);
    }
    return node(FileHandle.parse(handle));
  }

  /** What a filehandle names; STALE if that is no more. */
  Node node(FileHandle handle) throws NfsException {
    Node node =
        switch (handle) {
          case FileHandle.Stored stored -> {
            Inode inode = inodes.find(stored.fileId());
            yield inode != null && inode.generation == stored.generation() ? inode : null;
          }
          case FileHandle.Sessions all -> sessions();
          case FileHandle.Session session -> sessions().find(session.id()).orElse(null);
        };
    if (node == null) {
      throw new NfsException(Status.STALE);
    }
    return node;
  }

  void moveTo(Node node) {
    turn.setCurrentFileHandle(node.handle().toBytes());
  }

  /** What a name in a directory names, or null; the caller may search the directory. */
  @Nullable Node find(Node directory, String name) throws NfsException {
    Permissions.require(who(), directory, Permissions.EXECUTE);
    if (!(directory instanceof Inode inode)) {
      return sessions().find(name);
    }
    if (inode.fileId == Inode.ROOT && name.equals(SessionsDirectory.NAME)) {
      return sessions();
    }
    DirectoryEntry entry = directories.find(inode, name);
    return entry == null ? null : inodes.get(entry.fileId());
  }

  /** The same; NOENT if there is no such name. */
  Node lookup(Node directory, String name) throws NfsException {
    Node found = find(directory, name);
    if (found == null) {
      throw new NfsException(Status.NOENT);
    }
    return found;
  }

  /** Refuses to go on with a file that went with the last client that held it. */
  void requireStillThere(Node file) throws NfsException {
    if (file instanceof Inode inode && inodes.find(inode.fileId) == null) {
      throw new NfsException(Status.STALE);
    }
  }

  long filesFree() {
    return settings.filesMax() - Counters.of(turn.state()).files();
  }

  long bytesFree() {
    return Math.max(0, settings.treeBytesMax() - Counters.of(turn.state()).bytes());
  }

  /** Counts bytes that are kept for a file from now on, or no longer. */
  void countBytes(Inode inode, long more) throws NfsException {
    Counters counters = Counters.of(turn.state()).withBytes(more);
    if (more > 0 && counters.bytes() > settings.treeBytesMax()) {
      throw new NfsException(Status.NOSPC);
    }
    counters.store(turn.state());
    inode.spaceUsed += more;
  }
}
