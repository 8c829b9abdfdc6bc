package io.sojourn.nfs.tree;

import io.sojourn.nfs.xdr.XdrWriter;

/**
 * How many hold a file, and how: enough to see a conflict of shares without going through all opens
 * (RFC 8881, 9.7).
 *
 * @param readers opens that read
 * @param writers opens that write
 * @param readDeniers opens that let nobody else read
 * @param writeDeniers opens that let nobody else write
 * @param opens all opens
 * @param delegations all delegations that were not revoked
 */
record FileHolders(
    int readers, int writers, int readDeniers, int writeDeniers, int opens, int delegations) {

  static final FileHolders NOBODY = new FileHolders(0, 0, 0, 0, 0, 0);

  private static final int VERSION = 1;

  private FileHolders plus(Shares shares, int by) {
    return new FileHolders(
        readers + by * (shares.access() & Shares.READ),
        writers + by * (shares.access() >> 1),
        readDeniers + by * (shares.deny() & Shares.READ),
        writeDeniers + by * (shares.deny() >> 1),
        opens + by,
        delegations);
  }

  FileHolders with(Held held) {
    return switch (held) {
      case Held.Open open -> plus(open.shares(), 1);
      case Held.Delegation delegation -> plusDelegations(1);
    };
  }

  FileHolders without(Held held) {
    return switch (held) {
      case Held.Open open -> plus(open.shares(), -1);
      case Held.Delegation delegation -> plusDelegations(-1);
    };
  }

  private FileHolders plusDelegations(int more) {
    return new FileHolders(readers, writers, readDeniers, writeDeniers, opens, delegations + more);
  }

  /** Whether one of these opens does what is denied, or denies what is to be done. */
  boolean conflictWith(int access, int deny) {
    return denies(access)
        || ((deny & Shares.READ) != 0 && readers > 0)
        || ((deny & Shares.WRITE) != 0 && writers > 0);
  }

  /** Whether one of these opens lets nobody else do that. */
  boolean denies(int access) {
    return ((access & Shares.READ) != 0 && readDeniers > 0)
        || ((access & Shares.WRITE) != 0 && writeDeniers > 0);
  }

  int count() {
    return opens + delegations;
  }

  byte[] encode() {
    XdrWriter to = new XdrWriter(28);
    to.writeInt(VERSION);
    to.writeInt(readers);
    to.writeInt(writers);
    to.writeInt(readDeniers);
    to.writeInt(writeDeniers);
    to.writeInt(opens);
    to.writeInt(delegations);
    return to.toBytes();
  }

  static FileHolders decode(byte[] bytes) {
    return Stored.decode(
        bytes,
        VERSION,
        from ->
            new FileHolders(
                from.readInt(),
                from.readInt(),
                from.readInt(),
                from.readInt(),
                from.readInt(),
                from.readInt()));
  }
}
