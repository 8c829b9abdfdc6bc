package io.sojourn.nfs.compound;

import io.sojourn.machine.ServiceState;
import io.sojourn.machine.SessionDirectory;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The execution of one compound: who asks, and what the operations so far have left for those that
 * follow (RFC 8881, 16.2). One thread.
 */
public final class CompoundTurn {

  /** Who asks, and by which session; filled in once, before the first operation. */
  public record Caller(
      Principal principal, long clientId, @Nullable SessionKey session, boolean backChannelUp) {}

  /**
   * What only the door knows of the moment, and the operations on sessions ask for.
   *
   * @param newSession 16 random bytes: the id of a session, should one be made
   * @param bound of the sessions to be destroyed, those that the connection is associated with (RFC
   *     8881, 2.10.3.1)
   * @param full whether the connection is associated with as many sessions as may be
   * @param backChannelUp whether the client can be called back
   */
  public record Connection(
      SessionKey newSession, List<SessionKey> bound, boolean full, boolean backChannelUp) {

    /** A connection of no session. */
    public static final Connection NONE =
        new Connection(new SessionKey(0, 0), List.of(), false, false);

    /** Copies the sessions. */
    public Connection {
      bound = List.copyOf(bound);
    }
  }

  private final ServiceState state;
  private final SessionDirectory sessions;
  private final long now;
  private final Caller caller;
  private final Connection connection;
  private final List<Notice> notices = new ArrayList<>();
  private byte @Nullable [] currentFileHandle;
  private byte @Nullable [] savedFileHandle;
  private StateId currentStateId = StateId.INVALID;
  private StateId savedStateId = StateId.INVALID;
  private boolean stateIdReturned;
  private int room = Integer.MAX_VALUE;
  private boolean query;

  /**
   * Begins a compound.
   *
   * @param state what the service keeps
   * @param sessions the sessions of the kernel
   * @param now milliseconds of cluster time
   */
  public CompoundTurn(ServiceState state, SessionDirectory sessions, long now, Caller caller) {
    this(state, sessions, now, caller, Connection.NONE);
  }

  /** Begins a compound that may contain operations on sessions. */
  public CompoundTurn(
      ServiceState state,
      SessionDirectory sessions,
      long now,
      Caller caller,
      Connection connection) {
    this.state = state;
    this.sessions = sessions;
    this.now = now;
    this.caller = caller;
    this.connection = connection;
  }

  /** What the service keeps. */
  public ServiceState state() {
    return state;
  }

  /** The live sessions of the kernel, as they are now. */
  public SessionDirectory sessions() {
    return sessions;
  }

  /** Milliseconds of cluster time. */
  public long now() {
    return now;
  }

  /** Who asks. */
  public Caller caller() {
    return caller;
  }

  /** What the door knows of the connection. */
  public Connection connection() {
    return connection;
  }

  /** What the door has to do; operations add to it. */
  public List<Notice> notices() {
    return notices;
  }

  /** The current filehandle, not to be changed; null while there is none. */
  public byte @Nullable [] currentFileHandle() {
    return currentFileHandle;
  }

  /** The saved filehandle, not to be changed; null while there is none. */
  public byte @Nullable [] savedFileHandle() {
    return savedFileHandle;
  }

  /**
   * The current stateid. {@link StateId#INVALID} as long as no operation has returned one: whoever
   * asks for it is refused then (8.2.3).
   */
  public StateId currentStateId() {
    return currentStateId;
  }

  /**
   * Sets the current filehandle. A current stateid belonged to the one before: the anonymous one
   * takes its place (16.2.3.1.2).
   */
  public void setCurrentFileHandle(byte[] fileHandle) {
    currentFileHandle = fileHandle;
    forgetCurrentStateId();
  }

  /** Takes the current filehandle away, as SECINFO does (2.6.3.1.1.8). */
  public void clearCurrentFileHandle() {
    currentFileHandle = null;
    forgetCurrentStateId();
  }

  private void forgetCurrentStateId() {
    currentStateId = stateIdReturned ? StateId.ANONYMOUS : StateId.INVALID;
  }

  /** Sets the current stateid: the one that an operation returns. */
  public void setCurrentStateId(StateId stateId) {
    currentStateId = stateId;
    stateIdReturned = true;
  }

  /** Saves the current filehandle and stateid. */
  public void save() {
    savedFileHandle = currentFileHandle;
    savedStateId = currentStateId;
  }

  /** Makes the saved filehandle and stateid the current ones. */
  public void restore() {
    currentFileHandle = savedFileHandle;
    currentStateId = savedStateId;
  }

  /** Says that the compound is a query: nothing of what is kept can be changed. */
  public void setQuery() {
    query = true;
  }

  /**
   * To be called before an operation that usually changes nothing changes something.
   *
   * @throws NeedsLogException if the compound is a query: it is executed again, as a command
   */
  public void requireLog() {
    if (query) {
      throw new NeedsLogException();
    }
  }

  /** How many bytes the result of the operation may have that is about to run, at most. */
  public int room() {
    return room;
  }

  /** Says how many bytes the next operation's result may have. */
  public void setRoom(int bytes) {
    room = bytes;
  }
}
