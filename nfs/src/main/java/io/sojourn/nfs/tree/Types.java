package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;

/** Refusals of objects of the wrong type, and of those that cannot be changed. */
final class Types {

  private Types() {}

  static void requireDirectory(Node node) throws NfsException {
    if (!node.isDirectory()) {
      throw new NfsException(Status.NOTDIR);
    }
  }

  /** For operations that follow a path, which tell of links (18.13.4, 18.14.4). */
  static void requireDirectoryOnPath(Node node) throws NfsException {
    if (node.type() == FileType.SYMBOLIC_LINK) {
      throw new NfsException(Status.SYMLINK);
    }
    requireDirectory(node);
  }

  /** For operations on the bytes of a file, and OPEN (15.1.2.9). */
  static void requireRegular(Node node) throws NfsException {
    switch (node.type()) {
      case REGULAR -> {}
      case DIRECTORY -> throw new NfsException(Status.ISDIR);
      case SYMBOLIC_LINK -> throw new NfsException(Status.SYMLINK);
      case BLOCK_DEVICE, CHARACTER_DEVICE, SOCKET, FIFO ->
          throw new NfsException(Status.WRONG_TYPE);
    }
  }

  /** The inode behind a node; what shows the kernel's sessions has none, and is read-only. */
  static Inode requireChangeable(Node node) throws NfsException {
    if (!(node instanceof Inode inode)) {
      throw new NfsException(Status.ROFS);
    }
    return inode;
  }

  /** Refuses to change the entry of the root that shows the kernel's sessions. */
  static void requireChangeable(Inode directory, String name) throws NfsException {
    if (directory.fileId == Inode.ROOT && name.equals(SessionsDirectory.NAME)) {
      throw new NfsException(Status.ROFS);
    }
  }
}
