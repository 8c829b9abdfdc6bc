package io.sojourn.machine;

import io.sojourn.channel.DeadLetter;
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
   * @param previous the number of the push that waits before it, or of the last one acknowledged; 0
   *     if there is neither. A client that processed that one misses nothing before this one.
   * @param payload its bytes
   * @param again whether it was sent before
   */
  @SuppressWarnings("ArrayRecordComponent") // the queued bytes themselves, never changed
  record Pushed(SessionId to, long number, long previous, byte[] payload, boolean again)
      implements Effect {}

  /**
   * A push will not be sent any more: it was rejected, or its life is over.
   *
   * @param to the session
   * @param letter the push, and why
   */
  record PushDied(SessionId to, DeadLetter letter) implements Effect {}

  /**
   * A node became leader, and every live lease got its full idle timeout again.
   *
   * @param at cluster time
   * @param node its name
   * @param address where its HTTP door is
   */
  record LeasesGranted(long at, String node, String address) implements Effect {}

  /**
   * A setting of the cluster has another value.
   *
   * @param name its name
   * @param value its value
   */
  @SuppressWarnings("ArrayRecordComponent") // the stored bytes themselves, never changed
  record SettingChanged(String name, byte[] value) implements Effect {}
}
