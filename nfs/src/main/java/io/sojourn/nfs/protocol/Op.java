package io.sojourn.nfs.protocol;

/** The numbers of the operations of a compound (RFC 8881, section 18; numbers of RFC 5662). */
public final class Op {

  /** ACCESS (RFC 8881, 18.1). */
  public static final int ACCESS = 3;

  /** CLOSE (RFC 8881, 18.2). */
  public static final int CLOSE = 4;

  /** COMMIT (RFC 8881, 18.3). */
  public static final int COMMIT = 5;

  /** CREATE (RFC 8881, 18.4). */
  public static final int CREATE = 6;

  /** DELEGPURGE (RFC 8881, 18.5). */
  public static final int DELEGPURGE = 7;

  /** DELEGRETURN (RFC 8881, 18.6). */
  public static final int DELEGRETURN = 8;

  /** GETATTR (RFC 8881, 18.7). */
  public static final int GETATTR = 9;

  /** GETFH (RFC 8881, 18.8). */
  public static final int GETFH = 10;

  /** LINK (RFC 8881, 18.9). */
  public static final int LINK = 11;

  /** LOCK (RFC 8881, 18.10). */
  public static final int LOCK = 12;

  /** LOCKT (RFC 8881, 18.11). */
  public static final int LOCKT = 13;

  /** LOCKU (RFC 8881, 18.12). */
  public static final int LOCKU = 14;

  /** LOOKUP (RFC 8881, 18.13). */
  public static final int LOOKUP = 15;

  /** LOOKUPP (RFC 8881, 18.14). */
  public static final int LOOKUPP = 16;

  /** NVERIFY (RFC 8881, 18.15). */
  public static final int NVERIFY = 17;

  /** OPEN (RFC 8881, 18.16). */
  public static final int OPEN = 18;

  /** OPENATTR (RFC 8881, 18.17). */
  public static final int OPENATTR = 19;

  /** OPEN_CONFIRM (of NFSv4.0 only, answered as not supported). */
  public static final int OPEN_CONFIRM = 20;

  /** OPEN_DOWNGRADE (RFC 8881, 18.18). */
  public static final int OPEN_DOWNGRADE = 21;

  /** PUTFH (RFC 8881, 18.19). */
  public static final int PUTFH = 22;

  /** PUTPUBFH (RFC 8881, 18.20). */
  public static final int PUTPUBFH = 23;

  /** PUTROOTFH (RFC 8881, 18.21). */
  public static final int PUTROOTFH = 24;

  /** READ (RFC 8881, 18.22). */
  public static final int READ = 25;

  /** READDIR (RFC 8881, 18.23). */
  public static final int READDIR = 26;

  /** READLINK (RFC 8881, 18.24). */
  public static final int READLINK = 27;

  /** REMOVE (RFC 8881, 18.25). */
  public static final int REMOVE = 28;

  /** RENAME (RFC 8881, 18.26). */
  public static final int RENAME = 29;

  /** RENEW (of NFSv4.0 only, answered as not supported). */
  public static final int RENEW = 30;

  /** RESTOREFH (RFC 8881, 18.27). */
  public static final int RESTOREFH = 31;

  /** SAVEFH (RFC 8881, 18.28). */
  public static final int SAVEFH = 32;

  /** SECINFO (RFC 8881, 18.29). */
  public static final int SECINFO = 33;

  /** SETATTR (RFC 8881, 18.30). */
  public static final int SETATTR = 34;

  /** SETCLIENTID (of NFSv4.0 only, answered as not supported). */
  public static final int SETCLIENTID = 35;

  /** SETCLIENTID_CONFIRM (of NFSv4.0 only, answered as not supported). */
  public static final int SETCLIENTID_CONFIRM = 36;

  /** VERIFY (RFC 8881, 18.31). */
  public static final int VERIFY = 37;

  /** WRITE (RFC 8881, 18.32). */
  public static final int WRITE = 38;

  /** RELEASE_LOCKOWNER (of NFSv4.0 only, answered as not supported). */
  public static final int RELEASE_LOCKOWNER = 39;

  /** BACKCHANNEL_CTL (RFC 8881, 18.33). */
  public static final int BACKCHANNEL_CTL = 40;

  /** BIND_CONN_TO_SESSION (RFC 8881, 18.34). */
  public static final int BIND_CONN_TO_SESSION = 41;

  /** EXCHANGE_ID (RFC 8881, 18.35). */
  public static final int EXCHANGE_ID = 42;

  /** CREATE_SESSION (RFC 8881, 18.36). */
  public static final int CREATE_SESSION = 43;

  /** DESTROY_SESSION (RFC 8881, 18.37). */
  public static final int DESTROY_SESSION = 44;

  /** FREE_STATEID (RFC 8881, 18.38). */
  public static final int FREE_STATEID = 45;

  /** GET_DIR_DELEGATION (RFC 8881, 18.39). */
  public static final int GET_DIR_DELEGATION = 46;

  /** GETDEVICEINFO (RFC 8881, 18.40). */
  public static final int GETDEVICEINFO = 47;

  /** GETDEVICELIST (RFC 8881, 18.41). */
  public static final int GETDEVICELIST = 48;

  /** LAYOUTCOMMIT (RFC 8881, 18.42). */
  public static final int LAYOUTCOMMIT = 49;

  /** LAYOUTGET (RFC 8881, 18.43). */
  public static final int LAYOUTGET = 50;

  /** LAYOUTRETURN (RFC 8881, 18.44). */
  public static final int LAYOUTRETURN = 51;

  /** SECINFO_NO_NAME (RFC 8881, 18.45). */
  public static final int SECINFO_NO_NAME = 52;

  /** SEQUENCE (RFC 8881, 18.46). */
  public static final int SEQUENCE = 53;

  /** SET_SSV (RFC 8881, 18.47). */
  public static final int SET_SSV = 54;

  /** TEST_STATEID (RFC 8881, 18.48). */
  public static final int TEST_STATEID = 55;

  /** WANT_DELEGATION (RFC 8881, 18.49). */
  public static final int WANT_DELEGATION = 56;

  /** DESTROY_CLIENTID (RFC 8881, 18.50). */
  public static final int DESTROY_CLIENTID = 57;

  /** RECLAIM_COMPLETE (RFC 8881, 18.51). */
  public static final int RECLAIM_COMPLETE = 58;

  /** Stands in the result for any number that is not above (18.52). */
  public static final int ILLEGAL = 10044;

  private Op() {}
}
