package io.sojourn.nfs.compound;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.xdr.XdrWriter;

/** One operation of a compound, its arguments read. */
@FunctionalInterface
public interface Operation {

  /**
   * Does it, deterministically: given the same turn it does and answers the same on every node.
   *
   * @param turn the compound so far
   * @param result gets what follows the status OK in the operation's result; what was written is
   *     taken back when this throws
   * @throws NfsException to end the operation, and with it the compound, with another status; its
   *     writes are undone by the caller
   */
  void run(CompoundTurn turn, XdrWriter result) throws NfsException;
}
