package io.sojourn.nfs.session;

/** The flags of EXCHANGE_ID (RFC 8881, 18.35.3). */
public final class ExchangeIdFlags {

  /** The client copes with NFS4ERR_MOVED for a file system that was never there. */
  public static final int SUPP_MOVED_REFER = 0x1;

  /** The client copes with NFS4ERR_MOVED for a file system that was there. */
  public static final int SUPP_MOVED_MIGR = 0x2;

  /** Stateids are to be used by the principal only who opened the file. */
  public static final int BIND_PRINC_STATEID = 0x100;

  /** No parallel NFS: an ordinary server. */
  public static final int USE_NON_PNFS = 0x1_0000;

  /** Parallel NFS: a metadata server. */
  public static final int USE_PNFS_MDS = 0x2_0000;

  /** Parallel NFS: a data server. */
  public static final int USE_PNFS_DS = 0x4_0000;

  /** A confirmed record is to be updated. */
  public static final int UPD_CONFIRMED_REC_A = 0x4000_0000;

  /** The record is confirmed; in answers only. */
  public static final int CONFIRMED_R = 0x8000_0000;

  /** Those that a client may set. */
  static final int OF_CLIENT =
      SUPP_MOVED_REFER
          | SUPP_MOVED_MIGR
          | BIND_PRINC_STATEID
          | USE_NON_PNFS
          | USE_PNFS_MDS
          | USE_PNFS_DS
          | UPD_CONFIRMED_REC_A;

  private ExchangeIdFlags() {}
}
