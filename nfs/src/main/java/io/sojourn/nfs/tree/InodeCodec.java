package io.sojourn.nfs.tree;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/** Inodes as bytes of the state. */
final class InodeCodec {

  private static final int VERSION = 1;

  private InodeCodec() {}

  static byte[] encode(Inode inode) {
    XdrWriter to = new XdrWriter(192 + inode.target.length);
    to.writeInt(VERSION);
    to.writeLong(inode.fileId);
    to.writeLong(inode.generation);
    to.writeInt(inode.type.code());
    inode.created.write(to);
    to.writeLong(inode.change);
    to.writeLong(inode.size);
    to.writeLong(inode.spaceUsed);
    to.writeInt(inode.mode);
    to.writeLong(inode.owner);
    to.writeLong(inode.group);
    to.writeInt(inode.links);
    to.writeInt(inode.deviceMajor);
    to.writeInt(inode.deviceMinor);
    inode.accessed.write(to);
    inode.modified.write(to);
    inode.metadataChanged.write(to);
    to.writeLong(inode.parent);
    to.writeInt(inode.entries);
    to.writeLong(inode.nextCookie);
    to.writeOpaque(inode.target);
    Long verifier = inode.createVerifier;
    to.writeBoolean(verifier != null);
    if (verifier != null) {
      to.writeLong(verifier);
    }
    to.writeLong(inode.delegationEndedAt);
    return to.toBytes();
  }

  static Inode decode(byte[] bytes) {
    return Stored.decode(bytes, VERSION, InodeCodec::read);
  }

  private static Inode read(XdrReader from) throws XdrException {
    Inode inode =
        new Inode(
            from.readLong(), from.readLong(), FileType.of(from.readInt()), NfsTime.read(from));
    inode.change = from.readLong();
    inode.size = from.readLong();
    inode.spaceUsed = from.readLong();
    inode.mode = from.readInt();
    inode.owner = from.readLong();
    inode.group = from.readLong();
    inode.links = from.readInt();
    inode.deviceMajor = from.readInt();
    inode.deviceMinor = from.readInt();
    inode.accessed = NfsTime.read(from);
    inode.modified = NfsTime.read(from);
    inode.metadataChanged = NfsTime.read(from);
    inode.parent = from.readLong();
    inode.entries = from.readInt();
    inode.nextCookie = from.readLong();
    inode.target = from.readOpaque(from.remaining());
    inode.createVerifier = from.readBoolean() ? (Long) from.readLong() : null;
    inode.delegationEndedAt = from.readLong();
    return inode;
  }
}
