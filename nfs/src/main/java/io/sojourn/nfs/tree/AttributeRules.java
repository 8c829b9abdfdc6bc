package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.Status;
import org.jspecify.annotations.Nullable;

/** Who may set which attributes of a file (RFC 8881, 5.8 and 6.2.4), and the setting of them. */
final class AttributeRules {

  private static final int SET_USER_ID = 04000;
  private static final int SET_GROUP_ID = 02000;
  private static final int GROUP_EXECUTE = 00010;

  private AttributeRules() {}

  /** Refuses a change of a file that the user may not make; its size is looked at elsewhere. */
  static void requireMayChange(Principal who, Inode file, NewAttributes wanted)
      throws NfsException {
    requireMayGive(who, file, wanted);
    boolean ownersOnly =
        wanted.changesMode()
            || wanted.created != null
            || isGiven(wanted.accessed)
            || isGiven(wanted.modified);
    if (ownersOnly && !Permissions.isOwnerOrRoot(who, file)) {
      throw new NfsException(Status.PERM);
    }
    boolean touches = wanted.accessed != null || wanted.modified != null;
    if (touches && !Permissions.isOwnerOrRoot(who, file)) {
      Permissions.require(who, file, Permissions.WRITE);
    }
  }

  private static boolean isGiven(NewAttributes.@Nullable SetTime time) {
    return time != null && time.given() != null;
  }

  /** Only root gives a file away; an owner may hand it to a group that he is in. */
  static void requireMayGive(Principal who, Inode file, NewAttributes wanted) throws NfsException {
    if (Permissions.isRoot(who)) {
      return;
    }
    boolean gives = wanted.owner != null && wanted.owner != file.owner;
    Long group = wanted.group;
    boolean regroups = group != null && group != file.group;
    boolean mayRegroup = group != null && Permissions.isOwner(who, file) && who.isIn(group);
    if (gives || (regroups && !mayRegroup)) {
      throw new NfsException(Status.PERM);
    }
  }

  /** Sets attributes of an inode, which the caller writes. */
  static void apply(Tree tree, Inode file, NewAttributes wanted) throws NfsException {
    if (wanted.size != null) {
      setSize(tree, file, wanted.size);
    }
    if (wanted.owner != null || wanted.group != null) {
      file.owner = wanted.owner != null ? wanted.owner : file.owner;
      file.group = wanted.group != null ? wanted.group : file.group;
      dropPrivileges(tree.who(), file);
    }
    if (wanted.changesMode()) {
      file.mode = wanted.modeFrom(file.mode);
    }
    NfsTime now = NfsTime.ofMillis(tree.now());
    if (wanted.accessed != null) {
      file.accessed = wanted.accessed.given() == null ? now : wanted.accessed.given();
    }
    if (wanted.modified != null) {
      file.modified = wanted.modified.given() == null ? now : wanted.modified.given();
    }
    if (wanted.created != null) {
      file.created = wanted.created;
    }
  }

  /** Cuts a file or makes it longer, by a hole. */
  static void setSize(Tree tree, Inode file, long size) throws NfsException {
    if (size < 0 || size > tree.settings().fileBytesMax()) {
      throw new NfsException(Status.FBIG);
    }
    if (size < file.size) {
      tree.countBytes(file, tree.data().truncate(file.fileId, size));
    }
    file.size = size;
    file.modified = NfsTime.ofMillis(tree.now());
  }

  /** Who changes a file takes from it the right to run as its owner, unless he is root. */
  static void dropPrivileges(Principal who, Inode file) {
    if (Permissions.isRoot(who) || file.isDirectory()) {
      return;
    }
    file.mode &= ~SET_USER_ID;
    if ((file.mode & GROUP_EXECUTE) != 0) {
      file.mode &= ~SET_GROUP_ID;
    }
  }

  /** Makes a file for a directory, of the user's own unless he says otherwise. */
  static Inode make(Tree tree, Inode directory, FileType type, int mode, NewAttributes wanted)
      throws NfsException {
    Inode file = tree.inodes().make(type, tree.now(), tree.settings());
    boolean inherits = (directory.mode & SET_GROUP_ID) != 0;
    file.owner = tree.who().uid();
    file.group = inherits ? directory.group : tree.who().gid();
    file.mode = mode;
    file.links = type == FileType.DIRECTORY ? 2 : 1;
    if (wanted.size != null && type != FileType.REGULAR) {
      throw new NfsException(Status.INVAL);
    }
    requireMayGive(tree.who(), file, wanted);
    apply(tree, file, wanted);
    if (inherits && type == FileType.DIRECTORY) {
      file.mode |= SET_GROUP_ID;
    }
    return file;
  }
}
