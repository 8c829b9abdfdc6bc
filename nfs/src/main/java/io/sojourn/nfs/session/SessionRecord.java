package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * What is kept of a session, but for its slots (RFC 8881, 2.10.3).
 *
 * @param id its id
 * @param clientId whose it is
 * @param flags that were granted, of {@link CreateSessionFlags}
 * @param fore what was granted of the fore channel
 * @param foreSlotsMax how many slots the fore channel may grow to: never more than the client asked
 * @param back what was granted of the back channel; no slots if it can never have one
 * @param callbackProgram the RPC program that callbacks call
 * @param security the credential that callbacks show
 * @param createdAt when, in milliseconds of cluster time
 * @param dead whether it only answers retries any more (2.10.6.5, NFS4ERR_DEADSESSION)
 */
public record SessionRecord(
    SessionKey id,
    long clientId,
    int flags,
    ChannelAttributes fore,
    int foreSlotsMax,
    ChannelAttributes back,
    int callbackProgram,
    CallbackSecurity security,
    long createdAt,
    boolean dead) {

  private static final int VERSION = 1;

  /** Whether slots, sequences and kept replies survive a restart. */
  public boolean isPersistent() {
    return (flags & CreateSessionFlags.PERSIST) != 0;
  }

  /** Whether a connection may be bound to the back channel. */
  public boolean mayHaveBackChannel() {
    return back.requestsMax() > 0;
  }

  /** The same, answering retries only. */
  public SessionRecord asDead() {
    return new SessionRecord(
        id, clientId, flags, fore, foreSlotsMax, back, callbackProgram, security, createdAt, true);
  }

  SessionRecord withCallbacks(int program, CallbackSecurity newSecurity) {
    return new SessionRecord(
        id, clientId, flags, fore, foreSlotsMax, back, program, newSecurity, createdAt, dead);
  }

  /** Reads one as {@link #write} wrote it. */
  public static SessionRecord read(XdrReader from) throws XdrException {
    int version = from.readInt();
    if (version != VERSION) {
      throw new XdrException("a session of version " + version);
    }
    return new SessionRecord(
        SessionKey.read(from),
        from.readLong(),
        from.readInt(),
        ChannelAttributes.read(from),
        from.readInt(),
        ChannelAttributes.read(from),
        from.readInt(),
        CallbackSecurity.read(from),
        from.readLong(),
        from.readBoolean());
  }

  /** Writes it, behind the version of the form. */
  public void write(XdrWriter to) {
    to.writeInt(VERSION);
    id.write(to);
    to.writeLong(clientId);
    to.writeInt(flags);
    fore.write(to);
    to.writeInt(foreSlotsMax);
    back.write(to);
    to.writeInt(callbackProgram);
    CallbackSecurity.write(security, to);
    to.writeLong(createdAt);
    to.writeBoolean(dead);
  }
}
