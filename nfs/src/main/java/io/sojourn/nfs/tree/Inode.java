package io.sojourn.nfs.tree;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a file, directory, link or special file, apart from its bytes and entries. Read
 * from the state, changed, and written again by {@link Inodes#put}.
 */
final class Inode implements Node {

  /** The id of the root of the tree. */
  static final long ROOT = 1;

  final long fileId;
  final long generation;
  final FileType type;
  NfsTime created;

  long change = 1;
  long size;
  long spaceUsed;
  int mode;
  long owner;
  long group;
  int links = 1;
  int deviceMajor;
  int deviceMinor;
  NfsTime accessed;
  NfsTime modified;
  NfsTime metadataChanged;

  /** Of a directory: where it is. The root is its own parent. */
  long parent;

  /** Of a directory: how many entries it has. */
  int entries;

  /** Of a directory: the cookie of the entry that is made next. */
  long nextCookie = Directories.COOKIE_FIRST;

  /** Of a symbolic link: what it says, else empty. */
  byte[] target = {};

  /** What an exclusive OPEN that made the file was marked with (18.16.3). */
  @Nullable Long createVerifier;

  /** When a delegation of it was given back or taken away, in milliseconds; 0 for never. */
  long delegationEndedAt;

  Inode(long fileId, long generation, FileType type, NfsTime created) {
    this.fileId = fileId;
    this.generation = generation;
    this.type = type;
    this.created = created;
    accessed = created;
    modified = created;
    metadataChanged = created;
  }

  /** The root as it is before anything was written: whoever mounts it may make directories. */
  static Inode newRoot() {
    Inode root = new Inode(ROOT, 0, FileType.DIRECTORY, NfsTime.ofMillis(0));
    root.mode = 0777;
    root.links = 2;
    root.parent = ROOT;
    return root;
  }

  /** Whether a listing of this directory has told that cookie, or could have. */
  boolean hasGivenOut(long cookie) {
    return (cookie == SessionsDirectory.COOKIE && fileId == ROOT)
        || (cookie >= Directories.COOKIE_FIRST && cookie < nextCookie);
  }

  /** Its bytes or entries changed now. */
  void touchContent(long now) {
    modified = NfsTime.ofMillis(now);
    touchAttributes(now);
  }

  /** Its attributes changed now. */
  void touchAttributes(long now) {
    metadataChanged = NfsTime.ofMillis(now);
    change++;
  }

  @Override
  public FileHandle handle() {
    return new FileHandle.Stored(fileId, generation);
  }

  @Override
  public FileType type() {
    return type;
  }

  @Override
  public long fileId() {
    return fileId;
  }

  @Override
  public long change() {
    return change;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long spaceUsed() {
    return spaceUsed;
  }

  @Override
  public int mode() {
    return mode;
  }

  @Override
  public long owner() {
    return owner;
  }

  @Override
  public long group() {
    return group;
  }

  @Override
  public int links() {
    return links;
  }

  @Override
  public int deviceMajor() {
    return deviceMajor;
  }

  @Override
  public int deviceMinor() {
    return deviceMinor;
  }

  @Override
  public NfsTime accessed() {
    return accessed;
  }

  @Override
  public NfsTime modified() {
    return modified;
  }

  @Override
  public NfsTime metadataChanged() {
    return metadataChanged;
  }

  @Override
  public NfsTime created() {
    return created;
  }
}
