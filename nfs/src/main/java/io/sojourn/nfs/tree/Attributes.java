package io.sojourn.nfs.tree;

import static io.sojourn.nfs.tree.Attribute.readOnly;
import static io.sojourn.nfs.tree.Attribute.writeOnly;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.Arrays;
import java.util.List;

/** The attributes that this server knows, in the order of their numbers (RFC 8881, 5.8). */
final class Attributes {

  static final int SIZE = 4;
  static final int MODE = 33;
  static final int MODE_SET_MASKED = 74;

  private static final int RDATTR_ERROR = 11;

  private static final List<Attribute> ALL =
      List.of(
          readOnly(0, (node, tree, to) -> supported().write(to)),
          readOnly(1, (node, tree, to) -> to.writeInt(node.type().code())),
          readOnly(2, (node, tree, to) -> to.writeInt(0)), // fh_expire_type: never
          readOnly(3, (node, tree, to) -> to.writeLong(node.change())),
          new Attribute(
              SIZE,
              (node, tree, to) -> to.writeLong(node.size()),
              (from, into) -> into.size = from.readLong()),
          readOnly(5, (node, tree, to) -> to.writeBoolean(true)), // link_support
          readOnly(6, (node, tree, to) -> to.writeBoolean(true)), // symlink_support
          readOnly(7, (node, tree, to) -> to.writeBoolean(false)), // named_attr
          readOnly(8, (node, tree, to) -> writePair(to, 1, 0)), // fsid: one file system
          readOnly(9, (node, tree, to) -> to.writeBoolean(true)), // unique_handles
          readOnly(10, (node, tree, to) -> to.writeInt(Lease.seconds(tree.turn().state()))),
          readOnly(RDATTR_ERROR, (node, tree, to) -> to.writeInt(Status.OK.code())),
          readOnly(13, (node, tree, to) -> to.writeInt(0)), // aclsupport: none
          readOnly(15, (node, tree, to) -> to.writeBoolean(true)), // cansettime
          readOnly(16, (node, tree, to) -> to.writeBoolean(false)), // case_insensitive
          readOnly(17, (node, tree, to) -> to.writeBoolean(true)), // case_preserving
          readOnly(18, (node, tree, to) -> to.writeBoolean(true)), // chown_restricted
          readOnly(19, (node, tree, to) -> to.writeOpaque(node.handle().toBytes())),
          readOnly(20, (node, tree, to) -> to.writeLong(node.fileId())),
          readOnly(21, (node, tree, to) -> to.writeLong(tree.filesFree())), // files_avail
          readOnly(22, (node, tree, to) -> to.writeLong(tree.filesFree())),
          readOnly(23, (node, tree, to) -> to.writeLong(tree.settings().filesMax())),
          readOnly(26, (node, tree, to) -> to.writeBoolean(true)), // homogeneous
          readOnly(27, (node, tree, to) -> to.writeLong(tree.settings().fileBytesMax())),
          readOnly(28, (node, tree, to) -> to.writeInt(tree.settings().linksMax())),
          readOnly(29, (node, tree, to) -> to.writeInt(FileName.BYTES_MAX)),
          readOnly(30, (node, tree, to) -> to.writeLong(tree.settings().readBytesMax())),
          readOnly(31, (node, tree, to) -> to.writeLong(tree.settings().writeBytesMax())),
          new Attribute(
              MODE,
              (node, tree, to) -> to.writeInt(node.mode()),
              (from, into) -> into.setMode(from.readUnsigned())),
          readOnly(34, (node, tree, to) -> to.writeBoolean(true)), // no_trunc
          readOnly(35, (node, tree, to) -> to.writeInt(node.links())),
          new Attribute(
              36,
              (node, tree, to) -> to.writeText(Long.toString(node.owner())),
              (from, into) -> into.owner = NewAttributes.readOwner(from)),
          new Attribute(
              37,
              (node, tree, to) -> to.writeText(Long.toString(node.group())),
              (from, into) -> into.group = NewAttributes.readOwner(from)),
          readOnly(41, Attributes::writeDevice),
          readOnly(42, (node, tree, to) -> to.writeLong(tree.bytesFree())), // space_avail
          readOnly(43, (node, tree, to) -> to.writeLong(tree.bytesFree())),
          readOnly(44, (node, tree, to) -> to.writeLong(tree.settings().treeBytesMax())),
          readOnly(45, (node, tree, to) -> to.writeLong(node.spaceUsed())),
          readOnly(47, (node, tree, to) -> node.accessed().write(to)),
          writeOnly(48, (from, into) -> into.accessed = NewAttributes.readTime(from)),
          new Attribute(
              50,
              (node, tree, to) -> node.created().write(to),
              (from, into) -> into.created = NfsTime.readFromClient(from)),
          readOnly(51, (node, tree, to) -> new NfsTime(0, 1).write(to)), // time_delta
          readOnly(52, (node, tree, to) -> node.metadataChanged().write(to)),
          readOnly(53, (node, tree, to) -> node.modified().write(to)),
          writeOnly(54, (from, into) -> into.modified = NewAttributes.readTime(from)),
          readOnly(55, (node, tree, to) -> to.writeLong(node.fileId())), // mounted_on_fileid
          writeOnly(
              MODE_SET_MASKED,
              (from, into) -> into.setMaskedMode(from.readUnsigned(), from.readUnsigned())),
          readOnly(75, (node, tree, to) -> settable().write(to)), // suppattr_exclcreat
          readOnly(76, (node, tree, to) -> to.writeInt(2))); // fs_charset_cap: UTF-8 only

  private static final Bitmap SUPPORTED = numbers(true, true);
  private static final Bitmap SETTABLE = numbers(false, true);
  private static final Bitmap WRITE_ONLY = Bitmap.of(48, 54, MODE_SET_MASKED);

  private Attributes() {}

  private static Bitmap numbers(boolean readable, boolean settable) {
    Bitmap numbers = Bitmap.EMPTY;
    for (Attribute attribute : ALL) {
      if ((readable && attribute.getter() != null) || (settable && attribute.setter() != null)) {
        numbers = numbers.with(attribute.number());
      }
    }
    return numbers;
  }

  private static Bitmap supported() {
    return SUPPORTED;
  }

  /** Those that a client may set, at a creation as later. */
  static Bitmap settable() {
    return SETTABLE;
  }

  private static void writePair(XdrWriter to, long first, long second) {
    to.writeLong(first);
    to.writeLong(second);
  }

  private static void writeDevice(Node node, Tree tree, XdrWriter to) {
    to.writeInt(node.deviceMajor());
    to.writeInt(node.deviceMinor());
  }

  /** Refuses to read what can only be set (5.5). */
  static void requireReadable(Bitmap asked) throws NfsException {
    if (asked.intersects(WRITE_ONLY)) {
      throw new NfsException(Status.INVAL);
    }
  }

  /** Writes those of the attributes asked for that this server knows, as fattr4. */
  static void write(Bitmap asked, Node node, Tree tree, XdrWriter to) {
    asked.and(SUPPORTED).write(to);
    int lengthAt = to.length();
    to.writeInt(0);
    writeValues(asked, node, tree, to);
    to.setInt(lengthAt, to.length() - lengthAt - Integer.BYTES);
  }

  private static void writeValues(Bitmap asked, Node node, Tree tree, XdrWriter to) {
    for (Attribute attribute : ALL) {
      if (attribute.getter() != null && asked.has(attribute.number())) {
        attribute.getter().write(node, tree, to);
      }
    }
  }

  /**
   * Whether a file has just these attributes (18.15, 18.31).
   *
   * @throws NfsException ATTRNOTSUPP if one is not known here, INVAL if one cannot be compared
   */
  static boolean match(AttributeList given, Node node, Tree tree) throws NfsException {
    if (given.mask().hasOtherThan(SUPPORTED)) {
      throw new NfsException(Status.ATTRNOTSUPP);
    }
    if (given.mask().intersects(WRITE_ONLY) || given.mask().has(RDATTR_ERROR)) {
      throw new NfsException(Status.INVAL);
    }
    XdrWriter own = new XdrWriter();
    writeValues(given.mask(), node, tree, own);
    return Arrays.equals(own.toBytes(), given.values());
  }

  /**
   * Reads what a client sets.
   *
   * @throws NfsException ATTRNOTSUPP if one is not known here, INVAL if one cannot be set or has an
   *     impossible value, BADOWNER, BADXDR
   */
  static NewAttributes parse(AttributeList given) throws NfsException {
    if (given.mask().hasOtherThan(SUPPORTED)) {
      throw new NfsException(Status.ATTRNOTSUPP);
    }
    if (given.mask().hasOtherThan(SETTABLE)) {
      throw new NfsException(Status.INVAL);
    }
    NewAttributes parsed = new NewAttributes(given.mask());
    XdrReader from = new XdrReader(given.values());
    try {
      for (Attribute attribute : ALL) {
        if (attribute.setter() != null && given.mask().has(attribute.number())) {
          attribute.setter().read(from, parsed);
        }
      }
      from.requireEnd();
    } catch (XdrException e) {
      throw new NfsException(Status.BADXDR);
    }
    return parsed;
  }
}
