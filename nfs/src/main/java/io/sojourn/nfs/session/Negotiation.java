package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.Status;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What of the attributes that a client asks for is granted: never more than was asked, never more
 * than the limits (RFC 8881, 18.36.3).
 */
final class Negotiation {

  /*
   * The floors: what the smallest message of each kind takes. A call of RPC has 40 bytes of header
   * with AUTH_NONE, a reply 24. COMPOUND adds 12 bytes (empty tag, minor version or status, count)
   * and CB_COMPOUND one number more to its call. SEQUENCE and CB_SEQUENCE follow behind their
   * numbers, in replies behind their status too.
   */

  private static final int CALL_HEADER_BYTES = 40;
  static final int REPLY_HEADER_BYTES = 24;
  private static final int COMPOUND_BYTES = 12;
  static final int FORE_REQUEST_BYTES_MIN =
      CALL_HEADER_BYTES + COMPOUND_BYTES + 4 + SequenceArguments.BYTES;
  static final int FORE_RESPONSE_BYTES_MIN =
      REPLY_HEADER_BYTES + COMPOUND_BYTES + 8 + SequenceResult.BYTES;
  static final int BACK_REQUEST_BYTES_MIN =
      CALL_HEADER_BYTES + COMPOUND_BYTES + 4 + 4 + SequenceArguments.BYTES + 4;
  static final int BACK_RESPONSE_BYTES_MIN =
      REPLY_HEADER_BYTES + COMPOUND_BYTES + 8 + SequenceArguments.BYTES;

  /** CB_SEQUENCE and one more. */
  static final int BACK_OPERATIONS_MIN = 2;

  private final SessionLimits limits;

  Negotiation(SessionLimits limits) {
    this.limits = limits;
  }

  /** Why the arguments are refused, or null. */
  @Nullable Status refusal(CreateSessionArguments arguments) {
    if ((arguments.flags() & ~CreateSessionFlags.ALL) != 0) {
      return Status.INVAL;
    }
    ChannelAttributes fore = arguments.fore();
    if (fore.requestBytesMax() < FORE_REQUEST_BYTES_MIN
        || fore.responseBytesMax() < FORE_RESPONSE_BYTES_MIN
        || fore.operationsMax() < 1
        || fore.requestsMax() < 1) {
      return Status.TOOSMALL;
    }
    if (isTooSmallForCallbacks(arguments)) {
      return Status.TOOSMALL;
    }
    boolean onlyUnusable =
        !arguments.security().isEmpty() && firstUsable(arguments.security()) == null;
    return onlyUnusable ? Status.ENCR_ALG_UNSUPP : null;
  }

  /**
   * The back channel is looked at even when its connection is to be bound later. A client that asks
   * for no slots of it now, and for no connection, says that it wants none at all.
   */
  private static boolean isTooSmallForCallbacks(CreateSessionArguments arguments) {
    ChannelAttributes back = arguments.back();
    boolean never = back.requestsMax() == 0 && !asksForBack(arguments);
    return !never
        && (back.requestsMax() == 0
            || back.requestBytesMax() < BACK_REQUEST_BYTES_MIN
            || back.responseBytesMax() < BACK_RESPONSE_BYTES_MIN
            || back.operationsMax() < BACK_OPERATIONS_MIN);
  }

  private static boolean asksForBack(CreateSessionArguments arguments) {
    return (arguments.flags() & CreateSessionFlags.CONN_BACK_CHAN) != 0;
  }

  /** The flags that are granted. RDMA never is. */
  int flags(CreateSessionArguments arguments) {
    int granted = 0;
    if (limits.persistent()) {
      granted |= arguments.flags() & CreateSessionFlags.PERSIST;
    }
    if (!arguments.security().isEmpty()) {
      granted |= arguments.flags() & CreateSessionFlags.CONN_BACK_CHAN;
    }
    return granted;
  }

  ChannelAttributes fore(ChannelAttributes asked) {
    return new ChannelAttributes(
        0,
        Math.min(asked.requestBytesMax(), limits.requestBytesMax()),
        Math.min(asked.responseBytesMax(), limits.responseBytesMax()),
        Math.min(asked.cachedBytesMax(), limits.cachedBytesMax()),
        Math.min(asked.operationsMax(), limits.operationsMax()),
        Math.min(asked.requestsMax(), limits.foreSlots()),
        OptionalInt.empty());
  }

  int foreSlotsMax(ChannelAttributes asked) {
    return (int) Math.min(asked.requestsMax(), limits.foreSlotsMax());
  }

  /** The number of operations is the client's alone to say (ca_maxoperations). */
  ChannelAttributes back(ChannelAttributes asked) {
    return new ChannelAttributes(
        0,
        Math.min(asked.requestBytesMax(), limits.requestBytesMax()),
        Math.min(asked.responseBytesMax(), limits.responseBytesMax()),
        Math.min(asked.cachedBytesMax(), limits.cachedBytesMax()),
        asked.operationsMax(),
        Math.min(asked.requestsMax(), limits.backSlotsMax()),
        OptionalInt.empty());
  }

  /** The first credential that this server can show, or null. */
  static @Nullable CallbackSecurity firstUsable(List<CallbackSecurity> security) {
    for (CallbackSecurity one : security) {
      if (!(one instanceof CallbackSecurity.Gss)) {
        return one;
      }
    }
    return null;
  }
}
