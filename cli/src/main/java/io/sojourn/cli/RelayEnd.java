package io.sojourn.cli;

/** Why a relay connection is over for good. */
sealed interface RelayEnd {
  /** No server answered at the first attempt. */
  record Unreachable(String reason) implements RelayEnd {}

  /** The server closed and will not take this party back. */
  record Closed(int code, String reason) implements RelayEnd {
    /** The session is over: its host left. */
    static final int SESSION_ENDED = 4004;

    /** A newer connection of the same party took its place. */
    static final int REPLACED = 4005;
  }
}
