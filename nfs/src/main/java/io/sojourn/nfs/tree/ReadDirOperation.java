package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** READDIR: a part of the entries of a directory (RFC 8881, 18.23). */
final class ReadDirOperation implements TreeOperation {

  /** What the client calls the entry, where it stands, and what it is. */
  private record Listed(String name, long cookie, Node node) {}

  /** The end of the list, and whether it is the end of the directory. */
  private static final int END_BYTES = 8;

  private static final int PAGE = 64;

  private final long cookie;
  private final long verifier;
  private final long dirCount;
  private final long maxCount;
  private final Bitmap asked;

  private ReadDirOperation(long cookie, long verifier, long dirCount, long maxCount, Bitmap asked) {
    this.cookie = cookie;
    this.verifier = verifier;
    this.dirCount = dirCount;
    this.maxCount = maxCount;
    this.asked = asked;
  }

  static TreeOperation read(XdrReader from) throws XdrException {
    return new ReadDirOperation(
        from.readLong(),
        from.readLong(),
        from.readUnsigned(),
        from.readUnsigned(),
        Bitmap.read(from));
  }

  @Override
  public void run(Tree tree, XdrWriter result) throws NfsException {
    Node directory = tree.current();
    Types.requireDirectory(directory);
    Attributes.requireReadable(asked);
    Permissions.require(tree.who(), directory, Permissions.READ);
    requireCookie(directory);
    int begin = result.length();
    result.writeLong(directory.fileId());
    boolean all = writeEntries(tree, directory, result, begin);
    result.writeBoolean(false);
    result.writeBoolean(all);
    if (result.length() - begin > maxCount) {
      throw new NfsException(Status.TOOSMALL);
    }
  }

  /** Cookies are good as long as the directory is, so that its id will do as their verifier. */
  private void requireCookie(Node directory) throws NfsException {
    if (cookie == 0) {
      return;
    }
    if (verifier != directory.fileId()) {
      throw new NfsException(Status.NOT_SAME);
    }
    boolean never = directory instanceof Inode inode && !inode.hasGivenOut(cookie);
    if (never || cookie == 1 || cookie == 2) {
      throw new NfsException(Status.BAD_COOKIE);
    }
  }

  /**
   * Writes as many entries as there is room for.
   *
   * @return whether they are the last ones
   */
  private boolean writeEntries(Tree tree, Node directory, XdrWriter result, int begin)
      throws NfsException {
    long room = Math.min(maxCount, tree.turn().room());
    long names = 0;
    long last = cookie;
    boolean first = true;
    while (true) {
      List<Listed> page = page(tree, directory, last);
      for (Listed entry : page) {
        int at = result.length();
        int nameBytes = write(entry, tree, result);
        long length = result.length() - begin + (long) END_BYTES;
        if (first && length > maxCount) {
          throw new NfsException(Status.TOOSMALL);
        }
        boolean enough = length > room || (dirCount > 0 && names + nameBytes > dirCount);
        if (!first && enough) {
          result.truncate(at);
          return false;
        }
        names += nameBytes;
        last = entry.cookie;
        first = false;
      }
      if (page.isEmpty()) {
        return true;
      }
    }
  }

  /**
   * Writes one entry.
   *
   * @return how many bytes its name and cookie have, which is what dircount counts
   */
  private int write(Listed entry, Tree tree, XdrWriter result) {
    result.writeBoolean(true);
    int begin = result.length();
    result.writeLong(entry.cookie);
    result.writeOpaque(entry.name.getBytes(StandardCharsets.UTF_8));
    int nameBytes = result.length() - begin;
    Attributes.write(asked, entry.node, tree, result);
    return nameBytes;
  }

  private static List<Listed> page(Tree tree, Node directory, long after) {
    List<Listed> page = new ArrayList<>();
    if (!(directory instanceof Inode inode)) {
      for (SessionFile file : tree.sessions().after(after, PAGE)) {
        long cookie = SessionsDirectory.cookie(file.session());
        page.add(new Listed(file.session().id().toString(), cookie, file));
      }
      return page;
    }
    if (inode.fileId == Inode.ROOT && after < SessionsDirectory.COOKIE) {
      page.add(new Listed(SessionsDirectory.NAME, SessionsDirectory.COOKIE, tree.sessions()));
    }
    for (DirectoryEntry entry : tree.directories().after(inode, after, PAGE)) {
      page.add(new Listed(entry.name(), entry.cookie(), tree.inodes().get(entry.fileId())));
    }
    return page;
  }
}
