package io.sojourn.nfs.machine;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/** What the {@link NfsMachine} can be asked without the log. */
public sealed interface NfsQuery {

  /** How many clients one answer holds at most. */
  int CLIENTS_MAX = 256;

  /**
   * Execute a compound that changes nothing and whose reply need not last. Answered by an {@link
   * NfsReply}.
   *
   * @param call the compound
   */
  record Compound(CompoundCall call) implements NfsQuery {}

  /**
   * A session with its slots. Answered by {@link SessionImage#readOptional}.
   *
   * @param session its id
   */
  record Session(SessionKey session) implements NfsQuery {}

  /**
   * Clients in the order of their ids. Answered by {@link ClientImage#readList}.
   *
   * @param after those whose ids are behind that one, as numbers without a sign; 0 for the first
   * @param max how many at most, 1 to {@link #CLIENTS_MAX}
   */
  record Clients(long after, int max) implements NfsQuery {}

  /**
   * Sessions in the order of their clients' ids. Answered by {@link SessionOutline#readList}.
   *
   * @param after those of clients whose ids are behind that one, as numbers without a sign; 0 for
   *     the first
   * @param enough after how many it ends, 1 to {@link #CLIENTS_MAX}; a client's sessions are never
   *     parted, so that they may be more
   */
  record Sessions(long after, int enough) implements NfsQuery {}

  /** Whether {@link NfsCommand.Tidy} would do anything. Answered by one truth value in XDR. */
  record Untidy() implements NfsQuery {}

  /** The query in bytes. */
  default byte[] toBytes() {
    XdrWriter to =
        new XdrWriter(this instanceof Compound c ? 512 + c.call.operations().length : 32);
    switch (this) {
      case Compound compound -> {
        to.writeInt(0);
        compound.call.write(to);
      }
      case Session session -> {
        to.writeInt(1);
        session.session.write(to);
      }
      case Clients clients -> {
        to.writeInt(2);
        to.writeLong(clients.after);
        to.writeInt(clients.max);
      }
      case Untidy untidy -> to.writeInt(3);
      case Sessions sessions -> {
        to.writeInt(4);
        to.writeLong(sessions.after);
        to.writeInt(sessions.enough);
      }
    }
    return to.toBytes();
  }

  /**
   * Reads a query.
   *
   * @throws XdrException if the bytes are none
   */
  static NfsQuery read(byte[] bytes) throws XdrException {
    XdrReader from = new XdrReader(bytes);
    int kind = from.readInt();
    NfsQuery query =
        switch (kind) {
          case 0 -> new Compound(CompoundCall.read(from));
          case 1 -> new Session(SessionKey.read(from));
          case 2 -> new Clients(from.readLong(), from.readCount(CLIENTS_MAX));
          case 3 -> new Untidy();
          case 4 -> new Sessions(from.readLong(), from.readCount(CLIENTS_MAX));
          default -> throw new XdrException("a query of kind " + kind);
        };
    from.requireEnd();
    return query;
  }
}
