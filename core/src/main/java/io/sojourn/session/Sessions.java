package io.sojourn.session;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The management of session records: one of the two ports through which doors reach the kernel.
 *
 * <p>Any thread may call; no method blocks. A stage completes on the thread that applies the log,
 * after the command is durable and applied, and never exceptionally: hop to a thread of your own
 * before doing work in a callback.
 *
 * <p>{@link #find}, {@link #list} and {@link #codeOf} read what has been applied on this node: a
 * caller that was told of a change sees it. What another node may have acknowledged is there after
 * a {@link #readBarrier}.
 */
public interface Sessions {

  /** Demands nothing of a session's version. */
  long ANY_VERSION = 0;

  /** Creates a session under an id drawn by the caller; refused if the id is taken. */
  CompletionStage<Outcome<Session>> create(SessionId id, NewSession session);

  /** The session of that id, dead or alive, until its record is removed. */
  Optional<Session> find(SessionId id);

  /**
   * One page of sessions, newest first.
   *
   * @param after where the page begins, or null for the first
   * @param limit how many at most, from 1
   */
  SessionPage list(SessionFilter filter, SessionPage.@Nullable Position after, int limit);

  /**
   * Changes the state.
   *
   * @param expectedVersion the version that the session must have, or {@link #ANY_VERSION}
   */
  CompletionStage<Outcome<Session>> change(SessionId id, StateChange change, long expectedVersion);

  /** Renews the idle lease of a live session: its client was seen. */
  CompletionStage<Outcome<Session>> touch(SessionId id);

  /**
   * Changes attributes, all or none.
   *
   * @param expectedVersion the version that the session must have, or {@link #ANY_VERSION}
   * @param edits the changes, at most one per name
   * @param replaceAll whether attributes that no edit names are removed
   */
  CompletionStage<Outcome<Session>> editAttributes(
      SessionId id, long expectedVersion, List<AttributeEdit> edits, boolean replaceAll);

  /**
   * Takes a live session over for a new connection, against its token's hash: counts its epoch up
   * and renews its lease. The answer carries the new epoch.
   */
  CompletionStage<Outcome<Session>> attach(SessionId id, TokenHash tokenHash);

  /**
   * Opens a code that leads to a live session; refused with {@link Refusal.Code#CODE_TAKEN} if it
   * is in use. A session has at most one code: opening another closes the one before.
   *
   * @param lifeMillis how long it lives unless somebody joins
   * @param uses how many may join, or {@link LiveCode#UNLIMITED}
   */
  CompletionStage<Outcome<LiveCode>> openCode(
      SessionId host, PairingCode code, long lifeMillis, int uses);

  /** Closes a session's code; done also when it has none. */
  CompletionStage<Outcome<Session>> closeCode(SessionId host);

  /**
   * Uses a code: in one step checks it, counts the use, and creates the session of the one who
   * joins, which names the host in its capability {@link NewSession#HOST}. Unknown, expired and
   * used-up codes get the same refusal.
   */
  CompletionStage<Outcome<Joined>> redeemCode(
      PairingCode code, SessionId viewerId, NewSession viewer);

  /**
   * Waits until everything that any node had acknowledged when this was called is applied on this
   * node: what is read after it is not older than that. Done with the index of the last entry
   * applied. Works on every node of a cluster that can reach the others.
   */
  CompletionStage<Outcome<Long>> readBarrier();

  /** The live code of a session. */
  Optional<LiveCode> codeOf(SessionId host);

  /** How many codes are live: decides how long new ones must be. */
  int liveCodes();

  /** How many sessions are in that state. */
  int count(SessionState state);

  /** When the lease of the session is over unless its client is seen again. */
  long leaseExpiresAt(Session session);

  /**
   * Calls the listener, on the thread that applies the log, for everything that happens to sessions
   * from now on. It must return at once and not throw.
   */
  void subscribe(Consumer<SessionEvent> listener);

  /**
   * Both sides of a pairing.
   *
   * @param host the session that the code led to
   * @param viewer the session created for the one who joined
   */
  record Joined(Session host, Session viewer) {}
}
