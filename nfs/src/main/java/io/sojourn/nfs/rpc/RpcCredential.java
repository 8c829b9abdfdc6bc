package io.sojourn.nfs.rpc;

import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.xdr.XdrWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a call shows for who asks: credential and empty verifier, encoded once. Immutable. */
public final class RpcCredential {

  /** How long the body of a credential or verifier may be (RFC 5531, section 8.2). */
  static final int BODY_BYTES_MAX = 400;

  /** How long a machine's name may be (RFC 5531, appendix A). */
  static final int MACHINE_NAME_MAX = 255;

  /** Shows nothing: AUTH_NONE. */
  public static final RpcCredential NONE = none();

  private final byte[] encoded;

  private RpcCredential(byte[] encoded) {
    this.encoded = encoded;
  }

  private static RpcCredential none() {
    XdrWriter to = new XdrWriter(16);
    writeEmpty(to);
    writeEmpty(to);
    return new RpcCredential(to.toBytes());
  }

  /**
   * Shows numbers of a user and groups: AUTH_SYS (RFC 5531, appendix A).
   *
   * @param machineName the name of the caller's machine, at most 255 bytes
   * @param uid the user, 0 to 2^32-1
   * @param gid the first group, 0 to 2^32-1
   * @param gids other groups, at most 16
   */
  public static RpcCredential sys(String machineName, long uid, long gid, List<Long> gids) {
    int nameBytes = machineName.getBytes(StandardCharsets.UTF_8).length;
    if (nameBytes > MACHINE_NAME_MAX || gids.size() > Principal.GIDS_MAX) {
      throw new IllegalArgumentException("more than a credential can show");
    }
    XdrWriter body = new XdrWriter();
    body.writeInt(0); // the stamp, arbitrary
    body.writeText(machineName);
    body.writeInt((int) uid);
    body.writeInt((int) gid);
    body.writeInt(gids.size());
    gids.forEach(group -> body.writeInt(group.intValue()));
    XdrWriter to = new XdrWriter();
    to.writeInt(Principal.AUTH_SYS);
    to.writeOpaque(body.toBytes());
    writeEmpty(to);
    return new RpcCredential(to.toBytes());
  }

  private static void writeEmpty(XdrWriter to) {
    to.writeInt(Principal.AUTH_NONE);
    to.writeInt(0);
  }

  /** Credential and verifier as they stand in a call; not to be changed. */
  byte[] encoded() {
    return encoded;
  }
}
