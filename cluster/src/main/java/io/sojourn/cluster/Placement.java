package io.sojourn.cluster;

import io.sojourn.session.SessionId;

/**
 * Which group of nodes has a session. There is one group, so every session is there; who asks here
 * first need not be changed when there are more.
 */
public final class Placement {

  /** The one group. */
  public static final int ONLY_GROUP = 0;

  private Placement() {}

  /** The group of a session, from 0. The same on every node and for ever. */
  public static int groupOf(SessionId id) {
    return ONLY_GROUP;
  }
}
