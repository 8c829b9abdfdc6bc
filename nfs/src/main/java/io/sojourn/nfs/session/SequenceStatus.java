package io.sojourn.nfs.session;

import java.util.EnumSet;
import java.util.Set;

/** What a server tells with every SEQUENCE (sr_status_flags; RFC 8881, 18.46.3). */
public enum SequenceStatus {
  /** No session of the client has a back channel that works. */
  CB_PATH_DOWN(0x1),
  /** The GSS contexts of the back channel expire soon. */
  CB_GSS_CONTEXTS_EXPIRING(0x2),
  /** The GSS contexts of the back channel have expired. */
  CB_GSS_CONTEXTS_EXPIRED(0x4),
  /** The lease was over and all state is gone. */
  EXPIRED_ALL_STATE_REVOKED(0x8),
  /** The lease was over and some state is gone. */
  EXPIRED_SOME_STATE_REVOKED(0x10),
  /** An administrator took state away. */
  ADMIN_STATE_REVOKED(0x20),
  /** State was taken away because it was not given back when recalled. */
  RECALLABLE_STATE_REVOKED(0x40),
  /** The lease went to another server with a file system. */
  LEASE_MOVED(0x80),
  /** The server has lost state in a restart: it has to be reclaimed. */
  RESTART_RECLAIM_NEEDED(0x100),
  /** This session has no back channel that works. */
  CB_PATH_DOWN_SESSION(0x200),
  /** The back channel of this session went wrong beyond repair. */
  BACKCHANNEL_FAULT(0x400),
  /** A device of a layout was changed. */
  DEVID_CHANGED(0x800),
  /** A device of a layout was deleted. */
  DEVID_DELETED(0x1000);

  private final int bit;

  SequenceStatus(int bit) {
    this.bit = bit;
  }

  /** Its bit on the wire. */
  public int bit() {
    return bit;
  }

  /** The bits of all of them together. */
  public static int bits(Set<SequenceStatus> flags) {
    int bits = 0;
    for (SequenceStatus flag : flags) {
      bits |= flag.bit;
    }
    return bits;
  }

  /** Those whose bits are set; other bits are passed over. */
  public static Set<SequenceStatus> of(int bits) {
    EnumSet<SequenceStatus> flags = EnumSet.noneOf(SequenceStatus.class);
    for (SequenceStatus flag : values()) {
      if ((bits & flag.bit) != 0) {
        flags.add(flag);
      }
    }
    return flags;
  }
}
