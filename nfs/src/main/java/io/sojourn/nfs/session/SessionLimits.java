package io.sojourn.nfs.session;

/**
 * What a server grants at most. All sizes are bytes of XDR with the RPC header.
 *
 * @param persistent whether PERSIST is granted: say so only if slots and replies are kept in the
 *     same step as the effect (RFC 8881, 2.10.6.5)
 * @param clientsMax how many clients there may be, confirmed or not
 * @param unconfirmedMillis how long a client may take to confirm itself
 * @param sessionsPerClientMax how many sessions a client may have
 * @param connectionsPerSessionMax how many connections may be bound to a session
 * @param foreSlots how many slots the fore channel has at first
 * @param foreSlotsMax how many slots the fore channel may grow to
 * @param backSlotsMax how many slots the back channel has at most
 * @param requestBytesMax the largest request
 * @param responseBytesMax the largest reply
 * @param cachedBytesMax the largest reply that is kept
 * @param operationsMax the most operations in a request; at least 8, which the Linux client needs
 */
public record SessionLimits(
    boolean persistent,
    int clientsMax,
    long unconfirmedMillis,
    int sessionsPerClientMax,
    int connectionsPerSessionMax,
    int foreSlots,
    int foreSlotsMax,
    int backSlotsMax,
    int requestBytesMax,
    int responseBytesMax,
    int cachedBytesMax,
    int operationsMax) {

  /** What a server grants unless it is told otherwise, without PERSIST. */
  public static final SessionLimits DEFAULT =
      new SessionLimits(
          false,
          100_000,
          90_000,
          64,
          16,
          64,
          160,
          16,
          (1 << 20) + (64 << 10),
          (1 << 20) + (64 << 10),
          8 << 10,
          128);

  /** Refuses limits under which no session could work. */
  public SessionLimits {
    boolean counts = clientsMax >= 1 && sessionsPerClientMax >= 1 && connectionsPerSessionMax >= 1;
    boolean slots = foreSlots >= 1 && foreSlots <= foreSlotsMax && backSlotsMax >= 1;
    boolean sizes = requestBytesMax >= 4096 && responseBytesMax >= 4096 && cachedBytesMax >= 0;
    if (!counts || !slots || !sizes || operationsMax < 8 || foreSlotsMax > 1024) {
      throw new IllegalArgumentException("limits under which no session could work");
    }
  }

  /** The same, granting PERSIST or not. */
  public SessionLimits withPersistent(boolean granted) {
    return new SessionLimits(
        granted,
        clientsMax,
        unconfirmedMillis,
        sessionsPerClientMax,
        connectionsPerSessionMax,
        foreSlots,
        foreSlotsMax,
        backSlotsMax,
        requestBytesMax,
        responseBytesMax,
        cachedBytesMax,
        operationsMax);
  }

  /** The same with other numbers of clients and sessions. */
  public SessionLimits withCounts(int clients, int sessionsPerClient, int connectionsPerSession) {
    return new SessionLimits(
        persistent,
        clients,
        unconfirmedMillis,
        sessionsPerClient,
        connectionsPerSession,
        foreSlots,
        foreSlotsMax,
        backSlotsMax,
        requestBytesMax,
        responseBytesMax,
        cachedBytesMax,
        operationsMax);
  }

  /** The same with another time for a client to confirm itself, in milliseconds. */
  public SessionLimits withUnconfirmedMillis(long millis) {
    return new SessionLimits(
        persistent,
        clientsMax,
        millis,
        sessionsPerClientMax,
        connectionsPerSessionMax,
        foreSlots,
        foreSlotsMax,
        backSlotsMax,
        requestBytesMax,
        responseBytesMax,
        cachedBytesMax,
        operationsMax);
  }
}
