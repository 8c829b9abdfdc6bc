package io.sojourn.cluster;

/** What became of a change of the members. */
public sealed interface Change {

  /** It is made, durably; or nothing was to be done. */
  record Done(ClusterStatus status) implements Change {}

  /**
   * It is not made.
   *
   * @param message what is in the way, for a person
   */
  record Refused(Reason reason, String message) implements Change {}

  /** It may be made yet, or not: {@link Cluster#status} tells. To ask for it again does no harm. */
  record Uncertain(String message) implements Change {}

  /** Why a change is refused. */
  enum Reason {
    /** Only the leader changes the members. */
    NOT_LEADER,
    /** The node is no member. */
    NOT_A_MEMBER,
    /** The leader does not remove itself: another has to lead first. */
    LEADS,
    /** Another member has the name or the address. */
    TAKEN,
    /** There is no TLS, and the node is not on this machine. */
    INSECURE,
    /** The node does not answer at its address, or not fast enough. */
    UNREACHABLE,
    /** The node there belongs to another cluster, or has another name. */
    FOREIGN,
    /** Another change is under way. */
    BUSY,
    /** Ratis refused it. */
    FAILED
  }
}
