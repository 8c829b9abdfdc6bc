package io.sojourn.connect;

import java.net.InetAddress;

/** Says who may create sessions. Called on event loops: must return at once and not throw. */
public interface KeyCheck {

  /** What is to become of one who showed a credential. */
  enum Verdict {
    /** The credential is good. */
    ADMITTED,
    /** It is not. */
    REFUSED,
    /** It is not, and its source has tried too often. */
    THROTTLED
  }

  /**
   * Looks at an API key; a wrong one counts as a failure of its source.
   *
   * @param key as shown, empty if none was
   * @param source the client's address
   */
  Verdict check(String key, InetAddress source);

  /**
   * Counts a failure of another kind: a token that opens nothing.
   *
   * @param source the client's address
   * @return refused or throttled
   */
  Verdict failed(InetAddress source);
}
