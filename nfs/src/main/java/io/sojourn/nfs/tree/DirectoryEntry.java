package io.sojourn.nfs.tree;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * A name in a directory.
 *
 * @param name of it
 * @param fileId what it names
 * @param cookie where it stands in the order of the directory, never used again
 */
record DirectoryEntry(String name, long fileId, long cookie) {

  private static final int VERSION = 1;

  byte[] encode() {
    XdrWriter to = new XdrWriter(64);
    to.writeInt(VERSION);
    to.writeLong(fileId);
    to.writeLong(cookie);
    to.writeText(name);
    return to.toBytes();
  }

  static DirectoryEntry decode(byte[] bytes) {
    return Stored.decode(bytes, VERSION, DirectoryEntry::read);
  }

  private static DirectoryEntry read(XdrReader from) throws XdrException {
    long fileId = from.readLong();
    long cookie = from.readLong();
    return new DirectoryEntry(from.readText(FileName.BYTES_MAX), fileId, cookie);
  }
}
