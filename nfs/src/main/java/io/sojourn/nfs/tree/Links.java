package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;

/** Gives names to files and takes them away. */
final class Links {

  private Links() {}

  /** Puts a file into a directory under a name that is not there, and writes the directory. */
  static ChangeInfo add(Tree tree, Inode directory, String name, Inode file) throws NfsException {
    long before = directory.change;
    tree.directories().add(directory, name, file.fileId, tree.settings());
    if (file.isDirectory()) {
      file.parent = directory.fileId;
      directory.links++;
    }
    return changed(tree, directory, before);
  }

  /**
   * Takes a name out of a directory and writes the directory. What becomes of the file is up to the
   * caller.
   */
  static ChangeInfo take(Tree tree, Inode directory, DirectoryEntry entry, Inode file) {
    long before = directory.change;
    tree.directories().remove(directory, entry);
    if (file.isDirectory()) {
      directory.links--;
    }
    return changed(tree, directory, before);
  }

  private static ChangeInfo changed(Tree tree, Inode directory, long before) {
    directory.size = directory.entries;
    directory.touchContent(tree.now());
    tree.inodes().put(directory);
    return new ChangeInfo(before, directory.change);
  }

  /** A file has a name less: with the last one it goes, unless somebody holds it. */
  static void drop(Tree tree, Inode file) {
    file.links = file.isDirectory() ? 0 : file.links - 1;
    file.touchAttributes(tree.now());
    if (file.links == 0 && tree.held().holders(file.fileId).count() == 0) {
      tree.inodes().remove(file);
    } else {
      tree.inodes().put(file);
    }
  }
}
