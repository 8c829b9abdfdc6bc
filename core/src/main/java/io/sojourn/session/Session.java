package io.sojourn.session;

import java.util.SortedMap;

/**
 * The record of one session. Immutable: a change makes a new record. Times are milliseconds since
 * the epoch, in cluster time.
 *
 * @param id the public name
 * @param userId the owner
 * @param state where it stands in its life
 * @param createdAt when it was created
 * @param expiresAt when it ends at the latest, whatever its client does
 * @param idleTimeoutMillis how long it lives without being seen; 0 for no idle timeout
 * @param lastSeenAt when its client was last heard of
 * @param endedAt when it became Expired or Invalidated; 0 while it lives
 * @param capabilities what its client said it can do; unmodifiable
 * @param attributes its attributes; unmodifiable
 * @param version 1 at creation, one more with each change of state or attributes; being seen is not
 *     a change
 * @param epoch counts the connections that took the session over; a message of an older epoch is
 *     refused
 * @param tokenHash proves, against a token, that its bearer holds the session
 */
public record Session(
    SessionId id,
    String userId,
    SessionState state,
    long createdAt,
    long expiresAt,
    long idleTimeoutMillis,
    long lastSeenAt,
    long endedAt,
    SortedMap<String, String> capabilities,
    SortedMap<String, Attribute> attributes,
    long version,
    long epoch,
    TokenHash tokenHash) {

  /**
   * When the lease of this session is over unless its client is seen again: the absolute end or the
   * idle timeout, whichever comes first.
   *
   * @param leasesGrantedAt when a node last became leader: it gives every lease its full idle
   *     timeout again, since clients could not be heard while there was no leader
   */
  public long leaseExpiresAt(long leasesGrantedAt) {
    if (idleTimeoutMillis == 0) {
      return expiresAt;
    }
    return Math.min(expiresAt, Math.max(lastSeenAt, leasesGrantedAt) + idleTimeoutMillis);
  }

  /** This session in another state, one version on. */
  public Session movedTo(SessionState to, long now) {
    long ended = to.isLive() ? 0 : endedAt == 0 ? now : endedAt;
    return with(to, lastSeenAt, ended, attributes, version + 1, epoch);
  }

  /** This session, seen now. */
  public Session seenAt(long now) {
    return with(state, now, endedAt, attributes, version, epoch);
  }

  /** This session with other attributes, one version on. */
  public Session withAttributes(SortedMap<String, Attribute> changed) {
    return with(state, lastSeenAt, endedAt, changed, version + 1, epoch);
  }

  /** This session taken over by a new connection, seen now. */
  public Session attachedAt(long now) {
    return with(state, now, endedAt, attributes, version, epoch + 1);
  }

  /** This session with everything that can change; the rest is for life. */
  private Session with(
      SessionState newState,
      long newLastSeenAt,
      long newEndedAt,
      SortedMap<String, Attribute> newAttributes,
      long newVersion,
      long newEpoch) {
    return new Session(
        id,
        userId,
        newState,
        createdAt,
        expiresAt,
        idleTimeoutMillis,
        newLastSeenAt,
        newEndedAt,
        capabilities,
        newAttributes,
        newVersion,
        newEpoch,
        tokenHash);
  }
}
