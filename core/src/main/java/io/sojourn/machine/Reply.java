package io.sojourn.machine;

import io.sojourn.session.LiveCode;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import java.util.List;

/** The machine's answer to one command. */
public sealed interface Reply {

  /**
   * The session after the command.
   *
   * @param session as it is now
   */
  record SessionIs(Session session) implements Reply {}

  /**
   * The code was opened.
   *
   * @param code as it is now
   */
  record CodeOpened(LiveCode code) implements Reply {}

  /**
   * The code was accepted.
   *
   * @param host the session that it led to
   * @param viewer the session created
   */
  record Redeemed(Session host, Session viewer) implements Reply {}

  /**
   * The session was taken over.
   *
   * @param session as it is now, with the new epoch
   * @param outstanding its unacknowledged pushes, to be sent again at once
   */
  record Attached(Session session, List<Effect.Pushed> outstanding) implements Reply {}

  /**
   * The request was executed, now or before.
   *
   * @param reply the same bytes every time
   * @param replayed whether it had been executed before
   */
  @SuppressWarnings("ArrayRecordComponent") // the cached bytes themselves, never changed
  record Executed(byte[] reply, boolean replayed) implements Reply {}

  /**
   * The user's state machine threw, or a service did; its writes were undone. Every retry of a
   * request gets this again.
   *
   * @param failure the class of what was thrown
   * @param replayed whether it had been executed before
   */
  record Failed(String failure, boolean replayed) implements Reply {

    /** What is in logs, snapshots and reply caches, and so stays whatever the class is called. */
    private static final String STATE_FULL = "io.sojourn.machine.StateFullException";

    /** Whether there was no room for what would have been written. */
    public boolean isStateFull() {
      return failure.equals(STATE_FULL);
    }
  }

  /**
   * The pushes were taken off the queue.
   *
   * @param number the number that was acknowledged; more may have been before
   * @param count how many were on the queue until now; 0 for a repetition
   */
  record Acknowledged(long number, int count) implements Reply {}

  /**
   * The push is off the queue: among the dead letters, if it was on it.
   *
   * @param number the number that was rejected
   */
  record Rejected(long number) implements Reply {}

  /**
   * The dead letters are gone.
   *
   * @param count how many there were
   */
  record DeadLettersCleared(int count) implements Reply {}

  /**
   * The setting after the command.
   *
   * @param name its name
   * @param value its value
   */
  @SuppressWarnings("ArrayRecordComponent") // the stored bytes themselves, never changed
  record SettingIs(String name, byte[] value) implements Reply {}

  /**
   * The machine behaves as a version of it does.
   *
   * @param behaviour the version that counts now
   */
  record Upgraded(int behaviour) implements Reply {}

  /**
   * The due pushes were marked as sent and are among the effects.
   *
   * @param count how many
   */
  record Resent(int count) implements Reply {}

  /** The leases were granted. */
  record LeasesGranted() implements Reply {}

  /**
   * Nothing was done.
   *
   * @param why the reason
   */
  record Refused(Refusal why) implements Reply {}
}
