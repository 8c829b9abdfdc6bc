package io.sojourn.connect;

import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The stable codes of the protocol: the kernel's in lower case, and these. */
final class Codes {

  /** The nonce was used for another session. */
  static final String NONCE_REUSED = "nonce_reused";

  /** The state machine threw; it will not be asked again. */
  static final String FAILED = "failed";

  /** Whether it was executed is not known. */
  static final String UNCERTAIN = "uncertain";

  /** What came is not of the protocol. */
  static final String BAD_FRAME = "bad_frame";

  /** A frame or a payload is over its bound. */
  static final String TOO_LARGE = "too_large";

  /** No key, or not the right one. */
  static final String UNAUTHORIZED = "unauthorized";

  /** Too many wrong keys and tokens from one source. */
  static final String TOO_MANY_ATTEMPTS = "too_many_attempts";

  /** No first message in time. */
  static final String FIRST_MESSAGE_TIMEOUT = "first_message_timeout";

  /** The lease ended. */
  static final String SESSION_EXPIRED = "session_expired";

  /** The session was ended. */
  static final String SESSION_INVALIDATED = "session_invalidated";

  /** Too much waits for a peer that does not read. */
  static final String SLOW_CONSUMER = "slow_consumer";

  /** The peer is not heard. */
  static final String SILENT = "silent";

  /** The node goes down. */
  static final String SHUTTING_DOWN = "shutting_down";

  /** A fault of the server. */
  static final String INTERNAL = "internal";

  static final String STATE_FULL = of(Refusal.Code.STATE_FULL);
  static final String FENCED = of(Refusal.Code.FENCED);
  static final String UNAVAILABLE = of(Refusal.Code.UNAVAILABLE);
  static final String INVALID = of(Refusal.Code.INVALID);

  private Codes() {}

  static String of(Refusal.Code code) {
    return code.name().toLowerCase(Locale.ROOT);
  }

  /** Why a session is over. */
  static String ended(Session session) {
    return session.state() == SessionState.EXPIRED ? SESSION_EXPIRED : SESSION_INVALIDATED;
  }

  /** Every code that there is. */
  static List<String> all() {
    List<String> all = new ArrayList<>();
    Arrays.stream(Refusal.Code.values()).map(Codes::of).forEach(all::add);
    all.addAll(
        List.of(
            NONCE_REUSED,
            FAILED,
            UNCERTAIN,
            BAD_FRAME,
            TOO_LARGE,
            UNAUTHORIZED,
            TOO_MANY_ATTEMPTS,
            FIRST_MESSAGE_TIMEOUT,
            SESSION_EXPIRED,
            SESSION_INVALIDATED,
            SLOW_CONSUMER,
            SILENT,
            SHUTTING_DOWN,
            INTERNAL));
    return all;
  }
}
