package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import org.jspecify.annotations.Nullable;

/** CREATE: makes anything that is not a regular file (RFC 8881, 18.4). */
final class CreateOperation implements TreeOperation {

  /** The longest text of a symbolic link, in bytes. */
  static final int LINK_BYTES_MAX = 4096;

  private final @Nullable FileType type;
  private final byte[] target;
  private final int deviceMajor;
  private final int deviceMinor;
  private final FileName name;
  private final AttributeList given;

  private CreateOperation(XdrReader from) throws XdrException {
    type =
        switch (from.readInt()) {
          case 2 -> FileType.DIRECTORY;
          case 3 -> FileType.BLOCK_DEVICE;
          case 4 -> FileType.CHARACTER_DEVICE;
          case 5 -> FileType.SYMBOLIC_LINK;
          case 6 -> FileType.SOCKET;
          case 7 -> FileType.FIFO;
          default -> null; // regular files are made by OPEN
        };
    target = type == FileType.SYMBOLIC_LINK ? from.readOpaque(from.remaining()) : new byte[0];
    boolean device = type != null && type.isDevice();
    deviceMajor = device ? from.readInt() : 0;
    deviceMinor = device ? from.readInt() : 0;
    name = FileName.read(from);
    given = AttributeList.read(from);
  }

  static TreeOperation read(XdrReader from) throws XdrException {
    return new CreateOperation(from);
  }

  @Override
  public void run(Tree tree, XdrWriter result) throws NfsException {
    Node node = tree.current();
    Types.requireDirectory(node);
    if (type == null) {
      throw new NfsException(Status.BADTYPE);
    }
    String text = name.text();
    NewAttributes wanted = Attributes.parse(given);
    Inode directory = Types.requireChangeable(node);
    if (tree.find(directory, text) != null) {
      throw new NfsException(Status.EXIST);
    }
    requireMayMake(tree, directory, type);
    Inode made = AttributeRules.make(tree, directory, type, mode(type), wanted);
    made.target = target;
    made.deviceMajor = deviceMajor;
    made.deviceMinor = deviceMinor;
    made.size = target.length;
    ChangeInfo change = Links.add(tree, directory, text, made);
    tree.inodes().put(made);
    tree.moveTo(made);
    change.write(result);
    wanted.mask.write(result);
  }

  /** A device in the hands of anybody could be any device of a client: root alone makes them. */
  private void requireMayMake(Tree tree, Inode directory, FileType what) throws NfsException {
    Permissions.require(tree.who(), directory, Permissions.WRITE | Permissions.EXECUTE);
    if (what.isDevice() && !Permissions.isRoot(tree.who())) {
      throw new NfsException(Status.PERM);
    }
    if (what == FileType.SYMBOLIC_LINK && target.length == 0) {
      throw new NfsException(Status.INVAL);
    }
    if (target.length > LINK_BYTES_MAX) {
      throw new NfsException(Status.NAMETOOLONG);
    }
  }

  private static int mode(FileType type) {
    return switch (type) {
      case DIRECTORY -> 0700;
      case SYMBOLIC_LINK -> 0777;
      case REGULAR, BLOCK_DEVICE, CHARACTER_DEVICE, SOCKET, FIFO -> 0600;
    };
  }
}
