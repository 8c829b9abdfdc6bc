package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import org.jspecify.annotations.Nullable;

/**
 * The file that an OPEN is about, found or made.
 *
 * @param file itself
 * @param made whether this OPEN made it: its mode does not bind it then (RFC 8881, 18.16.4)
 * @param truncates whether it is to be emptied
 * @param directory how the directory changed; none if the file was not named
 * @param set which attributes were set
 */
record OpenTarget(Node file, boolean made, boolean truncates, ChangeInfo directory, Bitmap set) {

  private static final int MODE = 0600;

  static OpenTarget ofHandle(Node file) {
    return new OpenTarget(file, false, false, new ChangeInfo(0, 0), Bitmap.EMPTY);
  }

  /** Finds a file by its name, or makes it. */
  static OpenTarget ofName(Tree tree, FileName name, OpenHow how) throws NfsException {
    Node directory = tree.current();
    Types.requireDirectoryOnPath(directory);
    String text = name.text();
    Node found = tree.find(directory, text);
    return switch (how) {
      case OpenHow.NoCreate no -> {
        if (found == null) {
          throw new NfsException(Status.NOENT);
        }
        yield found(directory, found, false, false);
      }
      case OpenHow.Unchecked unchecked -> {
        NewAttributes wanted = Attributes.parse(unchecked.attributes());
        boolean truncates = wanted.size != null && wanted.size == 0;
        yield found == null
            ? make(tree, directory, text, wanted, null)
            : found(directory, found, false, truncates);
      }
      case OpenHow.Guarded guarded -> {
        NewAttributes wanted = Attributes.parse(guarded.attributes());
        if (found != null) {
          throw new NfsException(Status.EXIST);
        }
        yield make(tree, directory, text, wanted, null);
      }
      case OpenHow.Exclusive exclusive -> {
        NewAttributes wanted = Attributes.parse(exclusive.attributes());
        yield found == null
            ? make(tree, directory, text, wanted, exclusive.verifier())
            : madeBefore(directory, found, wanted, exclusive.verifier());
      }
    };
  }

  private static OpenTarget found(Node directory, Node file, boolean made, boolean truncates) {
    ChangeInfo unchanged = new ChangeInfo(directory.change(), directory.change());
    Bitmap set = truncates ? Bitmap.of(Attributes.SIZE) : Bitmap.EMPTY;
    return new OpenTarget(file, made, truncates, unchanged, set);
  }

  /** The same request again finds the file that it made (18.16.3). */
  private static OpenTarget madeBefore(
      Node directory, Node found, NewAttributes wanted, long verifier) throws NfsException {
    if (!(found instanceof Inode inode)
        || inode.createVerifier == null
        || inode.createVerifier != verifier) {
      throw new NfsException(Status.EXIST);
    }
    OpenTarget target = found(directory, found, true, false);
    return new OpenTarget(found, true, false, target.directory, wanted.mask);
  }

  private static OpenTarget make(
      Tree tree, Node parent, String name, NewAttributes wanted, @Nullable Long verifier)
      throws NfsException {
    Inode directory = Types.requireChangeable(parent);
    Permissions.require(tree.who(), directory, Permissions.WRITE | Permissions.EXECUTE);
    Inode file = AttributeRules.make(tree, directory, FileType.REGULAR, MODE, wanted);
    file.createVerifier = verifier;
    ChangeInfo change = Links.add(tree, directory, name, file);
    tree.inodes().put(file);
    return new OpenTarget(file, true, false, change, wanted.mask);
  }
}
