package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/**
 * The operations on clients and sessions over what a {@link SessionStore} keeps (RFC 8881, 18.33 to
 * 18.37, 18.50 and 18.51). Deterministic: time and session ids are arguments, so that it may run
 * inside a replicated machine.
 *
 * <p>One caller at a time. An operation that ends with an {@link NfsException} has changed nothing.
 * Where an operation of a compound may stand, and whether it has to be the only one, is for the
 * caller to check.
 */
public final class SessionRegistry {

  /** How many clients that never confirmed themselves one call takes away at most. */
  public static final int PURGED_AT_ONCE_MAX = 64;

  private final SessionStore store;
  private final SessionEvents events;
  private final SessionLimits limits;
  private final Removal removal;
  private final ExchangeId exchangeId;
  private final CreateSession createSession;

  /**
   * Works on a store.
   *
   * @param store what is kept of clients and sessions
   * @param state what clients hold besides
   * @param events who is told of changes
   * @param limits what is granted at most
   * @param server what is said of the server
   */
  public SessionRegistry(
      SessionStore store,
      ClientState state,
      SessionEvents events,
      SessionLimits limits,
      ServerIdentity server) {
    this.store = store;
    this.events = events;
    this.limits = limits;
    this.removal = new Removal(store, state, events);
    this.exchangeId = new ExchangeId(store, removal, limits, server);
    this.createSession = new CreateSession(store, removal, events, limits);
  }

  /**
   * EXCHANGE_ID (18.35).
   *
   * @param principal who asks
   * @param now milliseconds of cluster time
   * @param leaseOver which clients' leases are over, as whoever keeps the leases knows
   * @throws NfsException INVAL, NOENT, NOT_SAME, PERM, CLID_INUSE, ENCR_ALG_UNSUPP or DELAY
   */
  public ExchangeIdResult exchangeId(
      ExchangeIdArguments arguments, Principal principal, long now, LongPredicate leaseOver)
      throws NfsException {
    return exchangeId.run(arguments, principal, now, leaseOver);
  }

  /**
   * CREATE_SESSION (18.36). A refusal is kept for a retry like a result: what this wrote must stay,
   * whatever comes of it.
   *
   * @param principal who asks
   * @param connectionFull whether the connection that asks is bound to as many sessions as may be:
   *     it could not be bound to another one, as it has to be, and so there is none
   * @param drawn the id that a new session gets, of {@link SessionKeys}
   * @param now milliseconds of cluster time
   */
  public CreateSessionOutcome createSession(
      CreateSessionArguments arguments,
      Principal principal,
      boolean connectionFull,
      SessionKey drawn,
      long now) {
    return createSession.run(arguments, principal, connectionFull, drawn, now);
  }

  /**
   * DESTROY_SESSION (18.37).
   *
   * @param connectionBound whether the connection that asks is bound to the session
   * @throws NfsException BADSESSION or CONN_NOT_BOUND_TO_SESSION
   */
  public void destroySession(SessionKey session, boolean connectionBound) throws NfsException {
    require(session);
    if (!connectionBound) {
      throw new NfsException(Status.CONN_NOT_BOUND_TO_SESSION);
    }
    removal.session(session);
  }

  /**
   * DESTROY_CLIENTID (18.50).
   *
   * @param principal who asks: the one who made the client id
   * @throws NfsException STALE_CLIENTID, WRONG_CRED or CLIENTID_BUSY
   */
  public void destroyClient(long clientId, Principal principal) throws NfsException {
    ClientRecord client = requireClient(clientId);
    if (!principal.isSameUserAs(client.principal())) {
      throw new NfsException(Status.WRONG_CRED);
    }
    if (!removal.isIdle(clientId)) {
      throw new NfsException(Status.CLIENTID_BUSY);
    }
    removal.client(clientId);
  }

  /**
   * RECLAIM_COMPLETE (18.51).
   *
   * @param clientId of the session that asks
   * @param oneFileSystem whether it is about one file system that moved: there is nothing to note,
   *     since none ever moves here
   * @param hasFileHandle whether there is a current filehandle
   * @throws NfsException NOFILEHANDLE, COMPLETE_ALREADY or STALE_CLIENTID
   */
  public void reclaimComplete(long clientId, boolean oneFileSystem, boolean hasFileHandle)
      throws NfsException {
    ClientRecord client = requireClient(clientId);
    if (oneFileSystem) {
      if (!hasFileHandle) {
        throw new NfsException(Status.NOFILEHANDLE);
      }
      return;
    }
    if (client.reclaimComplete()) {
      throw new NfsException(Status.COMPLETE_ALREADY);
    }
    store.put(client.withReclaimComplete(true));
  }

  /**
   * BACKCHANNEL_CTL (18.33): callbacks call another program, with another credential.
   *
   * @param session the session that asks
   * @throws NfsException BADSESSION; INVAL if the session can have no back channel or no credential
   *     is named; NOENT if all are handles of RPCSEC_GSS, of which none is known here
   */
  public void controlBackchannel(SessionKey session, BackchannelControlArguments arguments)
      throws NfsException {
    SessionRecord record = require(session);
    if (!record.mayHaveBackChannel() || arguments.security().isEmpty()) {
      throw new NfsException(Status.INVAL);
    }
    CallbackSecurity usable = Negotiation.firstUsable(arguments.security());
    if (usable == null) {
      throw new NfsException(Status.NOENT);
    }
    store.put(record.withCallbacks(arguments.callbackProgram(), usable));
    events.sessionChanged(session);
  }

  /**
   * BIND_CONN_TO_SESSION (18.34): what is granted. Nothing is kept; whoever keeps the connections
   * binds this one, see {@link Connections#bind}.
   *
   * @throws NfsException BADSESSION; INVAL if callbacks alone are asked for and the session can
   *     have no back channel
   */
  public BindConnectionResult bindConnection(BindConnectionArguments arguments)
      throws NfsException {
    return grantBinding(require(arguments.session()), arguments);
  }

  /**
   * What is granted to a BIND_CONN_TO_SESSION of a session whose record is at hand.
   *
   * @throws NfsException INVAL as of {@link #bindConnection}
   */
  public static BindConnectionResult grantBinding(
      SessionRecord record, BindConnectionArguments arguments) throws NfsException {
    boolean back = record.mayHaveBackChannel();
    Binding binding =
        switch (arguments.direction()) {
          case FORE -> Binding.FORE;
          case FORE_OR_BOTH -> back ? Binding.BOTH : Binding.FORE;
          case BACK -> requireBack(back, Binding.BACK);
          case BACK_OR_BOTH -> requireBack(back, Binding.BOTH);
        };
    return new BindConnectionResult(record.id(), binding);
  }

  private static Binding requireBack(boolean back, Binding binding) throws NfsException {
    if (!back) {
      throw new NfsException(Status.INVAL);
    }
    return binding;
  }

  /** Takes a client away with its sessions and state, whoever decided that; false if unknown. */
  public boolean endClient(long clientId) {
    boolean known = store.client(clientId) != null;
    if (known) {
      removal.client(clientId);
    }
    return known;
  }

  /** Takes a session away, whoever decided that; false if unknown. */
  public boolean endSession(SessionKey session) {
    boolean known = store.session(session) != null;
    if (known) {
      removal.session(session);
    }
    return known;
  }

  /**
   * Takes away clients that took too long to confirm themselves, at most {@link
   * #PURGED_AT_ONCE_MAX}.
   *
   * @param now milliseconds of cluster time
   * @return how many
   */
  public int purgeUnconfirmed(long now) {
    int purged = 0;
    while (purged < PURGED_AT_ONCE_MAX) {
      OptionalLong oldest = store.oldestUnconfirmed();
      if (oldest.isEmpty()) {
        break;
      }
      ClientRecord client = Objects.requireNonNull(store.client(oldest.getAsLong()));
      if (now - client.createdAt() < limits.unconfirmedMillis()) {
        break;
      }
      removal.client(client.id());
      purged++;
    }
    return purged;
  }

  /** The sessions of a client. */
  public List<SessionKey> sessionsOf(long clientId) {
    return store.sessionsOf(clientId);
  }

  private SessionRecord require(SessionKey session) throws NfsException {
    SessionRecord record = store.session(session);
    if (record == null) {
      throw new NfsException(Status.BADSESSION);
    }
    return record;
  }

  private ClientRecord requireClient(long clientId) throws NfsException {
    ClientRecord client = store.client(clientId);
    if (client == null) {
      throw new NfsException(Status.STALE_CLIENTID);
    }
    return client;
  }
}
