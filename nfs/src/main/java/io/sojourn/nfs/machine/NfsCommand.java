package io.sojourn.nfs.machine;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/** What the log tells the {@link NfsMachine} to do. */
public sealed interface NfsCommand {

  /** The number that every command begins with: the version of this encoding. */
  int VERSION = 1;

  /**
   * Execute a compound.
   *
   * @param call the compound
   */
  record Compound(CompoundCall call) implements NfsCommand {}

  /**
   * A node has begun to lead, or has started again.
   *
   * @param identity 16 random bytes, for a server that has none yet or is to have a new one
   * @param persistent whether this configuration grants persistent sessions
   * @param leaseMillis how long a lease lasts, and so a grace period
   */
  record Boot(SessionKey identity, boolean persistent, long leaseMillis) implements NfsCommand {}

  /**
   * The lease of a client is over, or no longer so. One whose lease is over keeps what it has as
   * long as nobody else wants it.
   *
   * @param clientId which client
   * @param over whether it is over
   */
  record LeaseIs(long clientId, boolean over) implements NfsCommand {}

  /**
   * The lease of a client was over for so long that it is given up with all that it has.
   *
   * @param clientId which client
   */
  record ExpireClient(long clientId) implements NfsCommand {}

  /**
   * A delegation was recalled and not given back in time.
   *
   * @param clientId whose it is
   * @param stateId the delegation
   */
  record Revoke(long clientId, StateId stateId) implements NfsCommand {}

  /**
   * An administrator ends a client with all that it has.
   *
   * @param clientId which client
   */
  record EndClient(long clientId) implements NfsCommand {}

  /**
   * An administrator ends a session.
   *
   * @param session which session
   */
  record EndSession(SessionKey session) implements NfsCommand {}

  /**
   * Give up what is over: clients that never confirmed themselves, sessions that only answered
   * retries, a grace period.
   */
  record Tidy() implements NfsCommand {}

  /** The command in bytes. */
  default byte[] toBytes() {
    XdrWriter to = new XdrWriter(this instanceof Compound c ? room(c) : 64);
    to.writeInt(VERSION);
    switch (this) {
      case Compound compound -> {
        to.writeInt(0);
        compound.call.write(to);
      }
      case Boot boot -> {
        to.writeInt(1);
        boot.identity.write(to);
        to.writeBoolean(boot.persistent);
        to.writeLong(boot.leaseMillis);
      }
      case ExpireClient expire -> {
        to.writeInt(2);
        to.writeLong(expire.clientId);
      }
      case Revoke revoke -> {
        to.writeInt(3);
        to.writeLong(revoke.clientId);
        revoke.stateId.write(to);
      }
      case EndClient end -> {
        to.writeInt(4);
        to.writeLong(end.clientId);
      }
      case EndSession end -> {
        to.writeInt(5);
        end.session.write(to);
      }
      case LeaseIs lease -> {
        to.writeInt(6);
        to.writeLong(lease.clientId);
        to.writeBoolean(lease.over);
      }
      case Tidy tidy -> to.writeInt(7);
    }
    return to.toBytes();
  }

  private static int room(Compound compound) {
    return 512 + compound.call.operations().length;
  }

  /**
   * Reads a command.
   *
   * @throws XdrException if the bytes are none
   */
  static NfsCommand read(byte[] bytes) throws XdrException {
    XdrReader from = new XdrReader(bytes);
    int version = from.readInt();
    if (version != VERSION) {
      throw new XdrException("a command of version " + version);
    }
    int kind = from.readInt();
    NfsCommand command =
        switch (kind) {
          case 0 -> new Compound(CompoundCall.read(from));
          case 1 -> new Boot(SessionKey.read(from), from.readBoolean(), from.readLong());
          case 2 -> new ExpireClient(from.readLong());
          case 3 -> new Revoke(from.readLong(), StateId.read(from));
          case 4 -> new EndClient(from.readLong());
          case 5 -> new EndSession(SessionKey.read(from));
          case 6 -> new LeaseIs(from.readLong(), from.readBoolean());
          case 7 -> new Tidy();
          default -> throw new XdrException("a command of kind " + kind);
        };
    from.requireEnd();
    return command;
  }
}
