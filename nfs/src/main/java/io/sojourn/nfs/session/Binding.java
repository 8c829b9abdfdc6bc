package io.sojourn.nfs.session;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/** Which channels of a session a connection is for, as the server says (RFC 8881, 18.34.2). */
public enum Binding {
  /** Requests of the client. */
  FORE(1),
  /** Callbacks. */
  BACK(2),
  /** Both. */
  BOTH(3);

  private final int code;

  Binding(int code) {
    this.code = code;
  }

  /** The number on the wire (channel_dir_from_server4). */
  public int code() {
    return code;
  }

  /** Whether requests of the client come over it. */
  public boolean isFore() {
    return this != BACK;
  }

  /** Whether callbacks go over it. */
  public boolean isBack() {
    return this != FORE;
  }

  /** Reads one. */
  public static Binding read(XdrReader from) throws XdrException {
    int code = from.readInt();
    for (Binding binding : values()) {
      if (binding.code == code) {
        return binding;
      }
    }
    throw new XdrException("no direction of a channel has the number " + code);
  }
}
