package io.sojourn.nfs.session;

/** The flags of CREATE_SESSION, asked and granted (RFC 8881, 18.36.3). */
public final class CreateSessionFlags {

  /** Slots, sequences and kept replies survive a restart of the server (2.10.6.5). */
  public static final int PERSIST = 0x1;

  /** The connection that asks is bound to the back channel as well. */
  public static final int CONN_BACK_CHAN = 0x2;

  /** The connection that asks goes over to RDMA. */
  public static final int CONN_RDMA = 0x4;

  /** All that there are. */
  static final int ALL = PERSIST | CONN_BACK_CHAN | CONN_RDMA;

  private CreateSessionFlags() {}
}
