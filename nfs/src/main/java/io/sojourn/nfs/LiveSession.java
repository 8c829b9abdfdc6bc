package io.sojourn.nfs;

import io.sojourn.nfs.session.NfsSession;

/** A session as long as this node leads, with what its SEQUENCEs are told of callbacks. */
final class LiveSession {

  private final NfsSession session;
  private final LiveClient client;
  private volatile int statusFlags;

  LiveSession(NfsSession session, LiveClient client) {
    this.session = session;
    this.client = client;
  }

  NfsSession session() {
    return session;
  }

  LiveClient client() {
    return client;
  }

  /** The flags as of the last change of anything that they tell of. */
  int statusFlags() {
    return statusFlags;
  }

  void setStatusFlags(int flags) {
    statusFlags = flags;
  }
}
