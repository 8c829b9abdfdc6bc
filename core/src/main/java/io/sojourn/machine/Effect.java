package io.sojourn.machine;

import io.sojourn.session.LiveCode;
import io.sojourn.session.PairingCode;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;

/** What applying an entry did that somebody outside needs to know: told only after the commit. */
public sealed interface Effect {

  /**
   * A session was created, changed or seen.
   *
   * @param session as it is now
   */
  record SessionChanged(Session session) implements Effect {}

  /**
   * A session died.
   *
   * @param session as it is now
   */
  record SessionEnded(Session session) implements Effect {}

  /**
   * A dead session's record was dropped.
   *
   * @param session as it was
   */
  record SessionRemoved(Session session) implements Effect {}

  /**
   * A new connection took a session over.
   *
   * @param id the session
   * @param epoch of the new connection
   */
  record TakenOver(SessionId id, long epoch) implements Effect {}

  /**
   * A code was opened, or used and still lives.
   *
   * @param code as it is now
   */
  record CodeChanged(LiveCode code) implements Effect {}

  /**
   * A code lives no more.
   *
   * @param code the code
   * @param host the session that it led to
   */
  record CodeClosed(PairingCode code, SessionId host) implements Effect {}

  /**
   * A push is to be sent.
   *
   * @param to the session
   * @param number its number on that session's back channel, from 1
   * @param payload its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // the queued bytes themselves, never changed
  record Pushed(SessionId to, long number, byte[] payload) implements Effect {}

  /**
   * Every live lease got its full idle timeout again.
   *
   * @param at cluster time
   */
  record LeasesGranted(long at) implements Effect {}
}
