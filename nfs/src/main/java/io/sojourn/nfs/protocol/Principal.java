package io.sojourn.nfs.protocol;

import java.util.List;

/**
 * Who asks, as the credential of a call says (RFC 5531, section 8.2 and appendix A).
 *
 * @param flavor the number of the kind of credential: {@link #AUTH_NONE} or {@link #AUTH_SYS}
 * @param uid the user, 0 to 2^32-1; {@link #NOBODY} without a credential
 * @param gid the user's first group; {@link #NOBODY} without a credential
 * @param gids the user's other groups, at most {@link #GIDS_MAX}
 */
public record Principal(int flavor, long uid, long gid, List<Long> gids) {

  /** No credential. */
  public static final int AUTH_NONE = 0;

  /** Numbers of user and groups that the client's system vouches for. */
  public static final int AUTH_SYS = 1;

  /** The number that stands for nobody in particular. */
  public static final long NOBODY = 65534;

  /** How many further groups a credential names at most. */
  public static final int GIDS_MAX = 16;

  /** Who shows no credential. */
  public static final Principal NONE = new Principal(AUTH_NONE, NOBODY, NOBODY, List.of());

  /** Copies the groups. */
  public Principal {
    gids = List.copyOf(gids);
  }

  /**
   * Whether both are the same user to the protocol: kind of credential and user, not the groups.
   */
  public boolean isSameUserAs(Principal other) {
    return flavor == other.flavor && uid == other.uid;
  }

  /** Whether that is the user's first group or one of the others. */
  public boolean isIn(long group) {
    return gid == group || gids.contains(group);
  }
}
