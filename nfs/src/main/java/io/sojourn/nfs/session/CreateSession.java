package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrWriter;
import org.jspecify.annotations.Nullable;

/** CREATE_SESSION: the phases of RFC 8881, 18.36.4. */
final class CreateSession {

  private final SessionStore store;
  private final Removal removal;
  private final SessionEvents events;
  private final SessionLimits limits;
  private final Negotiation negotiation;

  CreateSession(SessionStore store, Removal removal, SessionEvents events, SessionLimits limits) {
    this.store = store;
    this.removal = removal;
    this.events = events;
    this.limits = limits;
    this.negotiation = new Negotiation(limits);
  }

  CreateSessionOutcome run(
      CreateSessionArguments arguments,
      Principal principal,
      boolean connectionFull,
      SessionKey drawn,
      long now) {
    ClientRecord client = store.client(arguments.clientId());
    if (client == null) {
      return new CreateSessionOutcome.Refused(Status.STALE_CLIENTID);
    }
    long fingerprint = fingerprint(arguments, principal);
    CreateSessionOutcome known = client.creations().recall(arguments.sequence(), fingerprint);
    if (known != null) {
      createdAgain(client, known, fingerprint);
      return known;
    }
    if (!client.confirmed() && !principal.isSameUserAs(client.principal())) {
      // Not kept in the slot: "no changes are made to any client records", and the slot is the
      // rightful client's to use.
      return new CreateSessionOutcome.Refused(Status.CLID_INUSE);
    }
    if (store.session(drawn) != null) {
      return new CreateSessionOutcome.Refused(Status.DELAY); // again, with another id
    }
    Status refusal = refusal(client, arguments, connectionFull);
    CreateSessionOutcome outcome =
        refusal == null
            ? new CreateSessionOutcome.Created(create(client, arguments, drawn, now), false)
            : new CreateSessionOutcome.Refused(refusal);
    ClientRecord kept = refusal == null ? confirm(client) : client;
    store.put(kept.withCreations(new CreationSlot(arguments.sequence(), fingerprint, outcome)));
    return outcome;
  }

  /**
   * Whoever retries may do so over another connection than before. One who only has the same
   * number, and gets the same answer, has bound nothing.
   */
  private void createdAgain(ClientRecord client, CreateSessionOutcome known, long fingerprint) {
    if (known instanceof CreateSessionOutcome.Created created
        && client.creations().fingerprint() == fingerprint
        && store.session(created.result().session()) != null) {
      events.sessionCreated(created.result().session(), true);
    }
  }

  private static long fingerprint(CreateSessionArguments arguments, Principal principal) {
    XdrWriter bytes = new XdrWriter();
    arguments.write(bytes);
    return Fingerprint.ofArguments(principal, bytes.array(), bytes.length());
  }

  private @Nullable Status refusal(
      ClientRecord client, CreateSessionArguments arguments, boolean connectionFull) {
    Status refusal = negotiation.refusal(arguments);
    if (refusal != null) {
      return refusal;
    }
    boolean full = store.sessionsOf(client.id()).size() >= limits.sessionsPerClientMax();
    return full || connectionFull ? Status.NOSPC : null;
  }

  private CreateSessionResult create(
      ClientRecord client, CreateSessionArguments arguments, SessionKey drawn, long now) {
    int flags = negotiation.flags(arguments);
    CallbackSecurity usable = Negotiation.firstUsable(arguments.security());
    SessionRecord session =
        new SessionRecord(
            drawn,
            client.id(),
            flags,
            negotiation.fore(arguments.fore()),
            negotiation.foreSlotsMax(arguments.fore()),
            negotiation.back(arguments.back()),
            arguments.callbackProgram(),
            usable == null ? new CallbackSecurity.None() : usable,
            now,
            false);
    store.put(session);
    events.sessionCreated(drawn, false);
    return new CreateSessionResult(
        drawn, arguments.sequence(), flags, session.fore(), session.back());
  }

  /** The first session confirms its client, whose earlier incarnation goes only now. */
  private ClientRecord confirm(ClientRecord client) {
    if (client.confirmed()) {
      return client;
    }
    ClientRecord earlier = store.confirmed(client.owner());
    if (earlier != null) {
      removal.client(earlier.id());
    }
    return client.asConfirmed();
  }
}
