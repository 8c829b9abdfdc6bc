package io.sojourn.nfs.machine;

import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.List;

/** What the {@link NfsMachine} answers to a command, or to a compound that was a query. */
public sealed interface NfsReply {

  /** How long a reply of a compound may be. */
  int REPLY_BYTES_MAX = 4 << 20;

  /**
   * The compound was executed, now or before.
   *
   * @param reply the whole COMPOUND4res
   * @param kept whether a retry is to get these bytes again
   * @param revoked whether the client has state now that was taken away and that it has not noted
   * @param notices what the door has to do
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Executed(byte[] reply, boolean kept, boolean revoked, List<Notice> notices)
      implements NfsReply {}

  /**
   * The compound was not executed: its SEQUENCE ends with that status.
   *
   * @param status why
   */
  record Refused(Status status) implements NfsReply {}

  /**
   * The compound was a query and would change something: nothing was done, and it has to be a
   * command.
   */
  record NeedsLog() implements NfsReply {}

  /**
   * A command that is no compound was done.
   *
   * @param found whether there was anything to do
   * @param notices what the door has to do
   */
  record Done(boolean found, List<Notice> notices) implements NfsReply {}

  /** The reply in bytes. */
  default byte[] toBytes() {
    switch (this) {
      case Executed executed -> {
        XdrWriter to = new XdrWriter(64 + executed.reply.length);
        to.writeInt(0);
        to.writeOpaque(executed.reply);
        to.writeBoolean(executed.kept);
        to.writeBoolean(executed.revoked);
        Notices.write(to, executed.notices);
        return to.toBytes();
      }
      case Refused refused -> {
        XdrWriter to = new XdrWriter(8);
        to.writeInt(1);
        to.writeInt(refused.status.code());
        return to.toBytes();
      }
      case Done done -> {
        XdrWriter to = new XdrWriter(64);
        to.writeInt(2);
        to.writeBoolean(done.found);
        Notices.write(to, done.notices);
        return to.toBytes();
      }
      case NeedsLog needsLog -> {
        XdrWriter to = new XdrWriter(4);
        to.writeInt(3);
        return to.toBytes();
      }
    }
  }

  /**
   * Reads a reply.
   *
   * @throws XdrException if the bytes are none
   */
  static NfsReply read(byte[] bytes) throws XdrException {
    XdrReader from = new XdrReader(bytes);
    int kind = from.readInt();
    NfsReply reply =
        switch (kind) {
          case 0 ->
              new Executed(
                  from.readOpaque(REPLY_BYTES_MAX),
                  from.readBoolean(),
                  from.readBoolean(),
                  Notices.read(from));
          case 1 -> new Refused(Status.of(from.readInt()));
          case 2 -> new Done(from.readBoolean(), Notices.read(from));
          case 3 -> new NeedsLog();
          default -> throw new XdrException("a reply of kind " + kind);
        };
    from.requireEnd();
    return reply;
  }
}
