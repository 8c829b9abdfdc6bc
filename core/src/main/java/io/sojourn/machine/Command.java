package io.sojourn.machine;

import io.sojourn.session.AttributeEdit;
import io.sojourn.session.NewSession;
import io.sojourn.session.PairingCode;
import io.sojourn.session.SessionId;
import io.sojourn.session.StateChange;
import io.sojourn.session.TokenHash;
import java.util.List;
import java.util.Objects;

/**
 * One command of the log; an {@code id} is that of its session. Whatever is random or read from a
 * clock was decided before it came here: the machine only accepts or refuses.
 *
 * <p>Byte arrays are handed over: nobody changes them afterwards.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, see above
public sealed interface Command {

  /**
   * Creates a session under a proposed id.
   *
   * @param id the proposed id
   * @param session everything else
   */
  record CreateSession(SessionId id, NewSession session) implements Command {
    /** Refuses a command that lacks something. */
    public CreateSession {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(session, "session");
    }
  }

  /**
   * Changes a session's state.
   *
   * @param change anything but {@link StateChange#EXPIRE}, which is the machine's own
   * @param expectedVersion the version it must have, or 0 for any
   */
  record ChangeState(SessionId id, StateChange change, long expectedVersion) implements Command {
    /** Refuses a command that lacks something. */
    public ChangeState {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(change, "change");
    }
  }

  /** Renews a session's idle lease. */
  record Touch(SessionId id) implements Command {
    /** Refuses a command that lacks something. */
    public Touch {
      Objects.requireNonNull(id, "id");
    }
  }

  /**
   * Changes attributes, all or none.
   *
   * @param expectedVersion the version it must have, or 0 for any
   * @param edits at most one per name
   * @param replaceAll whether unnamed attributes are removed
   */
  record EditAttributes(
      SessionId id, long expectedVersion, List<AttributeEdit> edits, boolean replaceAll)
      implements Command {
    /** Copies the edits. */
    public EditAttributes {
      Objects.requireNonNull(id, "id");
      edits = List.copyOf(edits);
    }
  }

  /**
   * Opens a proposed code that leads to a session.
   *
   * @param lifeMillis its life unless somebody joins
   * @param uses how many may join, or 0 for no bound
   */
  record OpenCode(SessionId host, PairingCode code, long lifeMillis, int uses) implements Command {
    /** Refuses a command that lacks something. */
    public OpenCode {
      Objects.requireNonNull(host, "host");
      Objects.requireNonNull(code, "code");
    }
  }

  /** Closes a session's code, if it has one. */
  record CloseCode(SessionId host) implements Command {
    /** Refuses a command that lacks something. */
    public CloseCode {
      Objects.requireNonNull(host, "host");
    }
  }

  /**
   * Uses a code and creates the session of the one who joins, in one step.
   *
   * @param viewerId the proposed id of the new session
   * @param viewer everything else about it
   */
  record RedeemCode(PairingCode code, SessionId viewerId, NewSession viewer) implements Command {
    /** Refuses a command that lacks something. */
    public RedeemCode {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(viewerId, "viewerId");
      Objects.requireNonNull(viewer, "viewer");
    }
  }

  /**
   * Takes a session over for a new connection.
   *
   * @param tokenHash of the token that the connection showed
   */
  record Attach(SessionId id, TokenHash tokenHash) implements Command {
    /** Refuses a command that lacks something. */
    public Attach {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(tokenHash, "tokenHash");
    }
  }

  /**
   * A request on the fore channel: executed once, however often it arrives.
   *
   * @param epoch of the connection that sent it
   * @param sequence the request's number within the session, from 1
   * @param lowestAwaited the lowest number whose reply the client still waits for
   * @param fingerprint of the body: tells a retry from another request under the same number
   * @param body what the user's state machine is given
   * @param unordered whether it may be executed before a request of a lower number; if not, it is
   *     refused until every lower one was executed or given up
   */
  record Request(
      SessionId id,
      long epoch,
      long sequence,
      long lowestAwaited,
      long fingerprint,
      byte[] body,
      boolean unordered)
      implements Command {
    /** Refuses a command that lacks something. */
    public Request {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(body, "body");
    }

    /** A request in the order of its number. */
    public Request(
        SessionId id,
        long epoch,
        long sequence,
        long lowestAwaited,
        long fingerprint,
        byte[] body) {
      this(id, epoch, sequence, lowestAwaited, fingerprint, body, false);
    }
  }

  /**
   * Renews the lease of the session that a connection holds, and gives replies up.
   *
   * @param epoch of the connection that sent it
   * @param lowestAwaited the lowest number whose reply is still waited for; 0 to give up nothing
   */
  record KeepAlive(SessionId id, long epoch, long lowestAwaited) implements Command {
    /** Refuses a command that lacks something. */
    public KeepAlive {
      Objects.requireNonNull(id, "id");
    }
  }

  /**
   * Acknowledges all pushes up to a number.
   *
   * @param epoch of the connection that sent it
   * @param number the highest push processed
   */
  record Acknowledge(SessionId id, long epoch, long number) implements Command {
    /** Refuses a command that lacks something. */
    public Acknowledge {
      Objects.requireNonNull(id, "id");
    }
  }

  /**
   * Negative acknowledgement: takes one push off the queue, whatever is before it, and puts it
   * among the session's dead letters.
   *
   * @param epoch of the connection that sent it
   * @param number the push that cannot be processed
   * @param reason a sentence for a person
   */
  record Reject(SessionId id, long epoch, long number, String reason) implements Command {
    /** Refuses a command that lacks something. */
    public Reject {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * Ends a session for good, by the connection that holds it.
   *
   * @param epoch of the connection that sent it
   */
  record EndSession(SessionId id, long epoch) implements Command {
    /** Refuses a command that lacks something. */
    public EndSession {
      Objects.requireNonNull(id, "id");
    }
  }

  /** Throws a session's dead letters away. */
  record ClearDeadLetters(SessionId id) implements Command {
    /** Refuses a command that lacks something. */
    public ClearDeadLetters {
      Objects.requireNonNull(id, "id");
    }
  }

  /**
   * A command of the program itself, which no session sends: executed once per id by the user's
   * state machine.
   *
   * @param id 16 bytes, drawn by the one who asks; the same for a retry
   * @param body what the user's state machine is given
   */
  record Internal(byte[] id, byte[] body) implements Command {
    /** How many bytes an id has. */
    public static final int ID_BYTES = 16;

    /** Refuses a command that lacks something. */
    public Internal {
      Objects.requireNonNull(body, "body");
      if (id.length != ID_BYTES) {
        throw new IllegalArgumentException("the id of an internal command has 16 bytes");
      }
    }
  }

  /**
   * A command of a service: executed as often as it is in the log, whose retries the service knows.
   *
   * @param service the name of the service, as of {@link MachineProvider#NAME}
   */
  record Service(String service, byte[] body) implements Command {
    /** Refuses a command that lacks something. */
    public Service {
      Objects.requireNonNull(service, "service");
      Objects.requireNonNull(body, "body");
    }
  }

  /**
   * Sets a setting of the whole cluster.
   *
   * @param ifAbsent whether one that is there stays as it is
   */
  record PutSetting(String name, byte[] value, boolean ifAbsent) implements Command {
    /** Refuses a command that lacks something. */
    public PutSetting {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * From here on the machine behaves as this version of it does; a program that lacks it stops.
   *
   * @param behaviour the version, from 1; one that is not newer changes nothing
   */
  record Upgrade(int behaviour) implements Command {}

  /**
   * Marks every push last sent before a time as sent now, and hands them out.
   *
   * @param sentBefore milliseconds of cluster time
   */
  record ResendDue(long sentBefore) implements Command {}

  /**
   * A node became leader: every live lease gets its full idle timeout again, since clients could
   * not be heard while there was none. It counts before its entry's time passes, and so has to be
   * in the first entry that the new leader appends. Absolute ends and codes go on as they were.
   *
   * @param node the name of the new leader; empty if it has none
   * @param address where its HTTP door is, as host and port; empty if nobody is sent there
   */
  record GrantLeases(String node, String address) implements Command {
    /** Refuses a command that lacks something. */
    public GrantLeases {
      Objects.requireNonNull(node, "node");
      Objects.requireNonNull(address, "address");
    }
  }
}
