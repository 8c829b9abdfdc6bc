package io.sojourn.nfs.session;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/** Which channels of a session a connection is for, as a client asks (RFC 8881, 18.34.1). */
public enum ChannelDirection {
  /** Requests of the client. */
  FORE(1),
  /** Callbacks. */
  BACK(2),
  /** Both, or requests alone. */
  FORE_OR_BOTH(3),
  /** Both, or callbacks alone. */
  BACK_OR_BOTH(7);

  private final int code;

  ChannelDirection(int code) {
    this.code = code;
  }

  /** The number on the wire (channel_dir_from_client4). */
  public int code() {
    return code;
  }

  /** Reads one. */
  public static ChannelDirection read(XdrReader from) throws XdrException {
    int code = from.readInt();
    for (ChannelDirection direction : values()) {
      if (direction.code == code) {
        return direction;
      }
    }
    throw new XdrException("no direction of a channel has the number " + code);
  }
}
