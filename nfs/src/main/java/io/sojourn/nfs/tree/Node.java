package io.sojourn.nfs.tree;

/** An object that a filehandle names, as its attributes show it (RFC 8881, 5.8). */
sealed interface Node permits Inode, SessionsDirectory, SessionFile {

  FileHandle handle();

  FileType type();

  long fileId();

  /** Grows with every change. */
  long change();

  long size();

  /** How many bytes are kept for it. */
  long spaceUsed();

  /** Permission bits, 12 of them. */
  int mode();

  /** The user that owns it. */
  long owner();

  long group();

  int links();

  /** Major and minor number of a device, else 0. */
  int deviceMajor();

  int deviceMinor();

  NfsTime accessed();

  NfsTime modified();

  /** When its attributes changed. */
  NfsTime metadataChanged();

  NfsTime created();

  default boolean isDirectory() {
    return type() == FileType.DIRECTORY;
  }
}
