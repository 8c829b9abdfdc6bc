package io.sojourn.nfs.machine;

import io.sojourn.nfs.compound.CompoundTurn.Connection;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.ReplyBound;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A COMPOUND as the door hands it to the machine: all that the machine may know of the outside.
 *
 * @param principal who asks
 * @param slot by which slot; null for one without a SEQUENCE
 * @param connection what only the door knows
 * @param tag as it came, at most {@link #TAG_BYTES_MAX}: echoed
 * @param bound how long the reply may be
 * @param count how many operations there are, without the SEQUENCE
 * @param operations they and their arguments, without the SEQUENCE; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record CompoundCall(
    Principal principal,
    @Nullable SlotUse slot,
    Connection connection,
    byte[] tag,
    ReplyBound bound,
    int count,
    byte[] operations) {

  /** How long a tag may be. */
  public static final int TAG_BYTES_MAX = 1024;

  /** How long the operations of one compound may be together. */
  public static final int OPERATION_BYTES_MAX = 2 << 20;

  /** How many operations one compound has at most, the SEQUENCE included. */
  public static final int OPERATIONS_MAX = 1024;

  private static final int BACK_CHANNEL_UP = 1;
  private static final int FULL = 2;

  static CompoundCall read(XdrReader from) throws XdrException {
    return new CompoundCall(
        readPrincipal(from),
        from.readBoolean() ? SlotUse.read(from) : null,
        readConnection(from),
        from.readOpaque(TAG_BYTES_MAX),
        readBound(from),
        from.readCount(OPERATIONS_MAX),
        from.readOpaque(OPERATION_BYTES_MAX));
  }

  void write(XdrWriter to) {
    writePrincipal(to);
    to.writeBoolean(slot != null);
    if (slot != null) {
      slot.write(to);
    }
    writeConnection(to);
    to.writeOpaque(tag);
    to.writeInt(bound.bytes());
    to.writeInt(bound.overflow().code());
    to.writeInt(count);
    to.writeOpaque(operations);
  }

  private static ReplyBound readBound(XdrReader from) throws XdrException {
    return new ReplyBound(from.readInt(), Status.of(from.readInt()));
  }

  private static Principal readPrincipal(XdrReader from) throws XdrException {
    int flavor = from.readInt();
    long uid = from.readUnsigned();
    long gid = from.readUnsigned();
    int count = from.readCount(Principal.GIDS_MAX);
    List<Long> gids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      gids.add(from.readUnsigned());
    }
    return new Principal(flavor, uid, gid, gids);
  }

  private void writePrincipal(XdrWriter to) {
    to.writeInt(principal.flavor());
    to.writeInt((int) principal.uid());
    to.writeInt((int) principal.gid());
    to.writeInt(principal.gids().size());
    for (long gid : principal.gids()) {
      to.writeInt((int) gid);
    }
  }

  private static Connection readConnection(XdrReader from) throws XdrException {
    SessionKey fresh = SessionKey.read(from);
    int count = from.readCount(OPERATIONS_MAX);
    List<SessionKey> bound = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      bound.add(SessionKey.read(from));
    }
    int flags = from.readInt();
    if ((flags & ~(BACK_CHANNEL_UP | FULL)) != 0) {
      throw new XdrException("no such flags of a connection: " + flags);
    }
    return new Connection(fresh, bound, (flags & FULL) != 0, (flags & BACK_CHANNEL_UP) != 0);
  }

  private void writeConnection(XdrWriter to) {
    connection.newSession().write(to);
    to.writeInt(connection.bound().size());
    for (SessionKey session : connection.bound()) {
      session.write(to);
    }
    to.writeInt(
        (connection.backChannelUp() ? BACK_CHANNEL_UP : 0) | (connection.full() ? FULL : 0));
  }
}
