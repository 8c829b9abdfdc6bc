package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A live session (RFC 8881, 2.10): what was negotiated, the slots of both channels, and the lease
 * of its client. In memory; from any thread. It begins with the record that a {@link SessionStore}
 * keeps and ends with {@link #close}.
 */
public final class NfsSession {

  private final ForeChannel fore;
  private final Lease lease;
  private final Supplier<? extends List<? extends CallbackConnection>> connections;
  private volatile SessionRecord record;
  private volatile @Nullable BackChannel back;
  private boolean closed;

  /**
   * Begins one. It has a back channel from now on if that was granted with CREATE_SESSION; else it
   * gets one by {@link #openBackChannel}.
   *
   * @param record what is kept of it
   * @param fore its fore channel, new or restored
   * @param lease that of its client
   * @param connections says which connections are bound to its back channel, the best first
   */
  public NfsSession(
      SessionRecord record,
      ForeChannel fore,
      Lease lease,
      Supplier<? extends List<? extends CallbackConnection>> connections) {
    this.record = record;
    this.fore = fore;
    this.lease = lease;
    this.connections = connections;
    if ((record.flags() & CreateSessionFlags.CONN_BACK_CHAN) != 0) {
      openBackChannel();
    }
  }

  /** Its id. */
  public SessionKey id() {
    return record.id();
  }

  /** Whose it is. */
  public long clientId() {
    return record.clientId();
  }

  /** What is kept of it: attributes of both channels, flags, callback program, time of creation. */
  public SessionRecord record() {
    return record;
  }

  /** Its fore channel. */
  public ForeChannel fore() {
    return fore;
  }

  /** The lease of its client, renewed by every SEQUENCE that succeeds. */
  public Lease lease() {
    return lease;
  }

  /** Its back channel; null while it has none. */
  public @Nullable BackChannel back() {
    return back;
  }

  /**
   * Its back channel, made if there is none: a connection was bound to it.
   *
   * @return null if the session can never have one, or is closed
   */
  public synchronized @Nullable BackChannel openBackChannel() {
    BackChannel open = back;
    if (open == null && record.mayHaveBackChannel() && !closed) {
      open = new BackChannel(record, connections);
      back = open;
    }
    return open;
  }

  /** Takes over what BACKCHANNEL_CTL has changed. */
  public synchronized void update(SessionRecord changed) {
    if (!changed.id().equals(record.id())) {
      throw new IllegalArgumentException("the record of another session");
    }
    record = changed;
    BackChannel open = back;
    if (open != null) {
      open.update(changed);
    }
  }

  /** Ends it: nothing new is executed, and callbacks without an answer are undelivered. */
  public void close() {
    BackChannel open;
    synchronized (this) {
      closed = true;
      open = back;
    }
    fore.close();
    if (open != null) {
      open.close();
    }
  }
}
