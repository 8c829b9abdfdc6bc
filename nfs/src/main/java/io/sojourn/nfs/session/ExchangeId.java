package io.sojourn.nfs.session;

import static io.sojourn.nfs.session.ExchangeIdFlags.CONFIRMED_R;
import static io.sojourn.nfs.session.ExchangeIdFlags.OF_CLIENT;
import static io.sojourn.nfs.session.ExchangeIdFlags.UPD_CONFIRMED_REC_A;
import static io.sojourn.nfs.session.ExchangeIdFlags.USE_NON_PNFS;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.Status;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** EXCHANGE_ID: the nine cases of RFC 8881, 18.35.4. */
final class ExchangeId {

  private final SessionStore store;
  private final Removal removal;
  private final SessionLimits limits;
  private final ServerIdentity server;

  ExchangeId(SessionStore store, Removal removal, SessionLimits limits, ServerIdentity server) {
    this.store = store;
    this.removal = removal;
    this.limits = limits;
    this.server = server;
  }

  ExchangeIdResult run(
      ExchangeIdArguments arguments, Principal principal, long now, LongPredicate leaseOver)
      throws NfsException {
    if ((arguments.flags() & ~OF_CLIENT) != 0) {
      throw new NfsException(Status.INVAL);
    }
    requireNoProtection(arguments.protection());
    ClientRecord confirmed = store.confirmed(arguments.owner());
    if ((arguments.flags() & UPD_CONFIRMED_REC_A) != 0) {
      return update(confirmed, arguments, principal);
    }
    if (confirmed == null) {
      return create(arguments, principal, now); // case 1, or 4 if an unconfirmed one is there
    }
    if (!principal.isSameUserAs(confirmed.principal())) {
      // Case 3: two clients of one name, by chance or by ill will.
      if (!removal.isIdle(confirmed.id()) && !leaseOver.test(confirmed.id())) {
        throw new NfsException(Status.CLID_INUSE);
      }
      removal.client(confirmed.id());
      return create(arguments, principal, now);
    }
    if (confirmed.verifier() == arguments.verifier()) {
      return result(confirmed); // case 2: a retry, or a look at another address of the server
    }
    // Case 5: the client has started again. Its earlier incarnation stays until the new one is
    // confirmed by CREATE_SESSION: this request may be a late copy of an old one.
    return create(arguments, principal, now);
  }

  /**
   * Without RPCSEC_GSS there is no credential of a machine that could be told from any other:
   * 2.10.8.3 and 18.35.3 want INVAL if SP4_MACH_CRED is asked for without integrity. SP4_SSV ends
   * as when none of the algorithms that the client names is known.
   */
  private static void requireNoProtection(StateProtection protection) throws NfsException {
    switch (protection) {
      case StateProtection.None none -> {}
      case StateProtection.MachineCredential machine -> throw new NfsException(Status.INVAL);
      case StateProtection.SecretStateVerifier ssv ->
          throw new NfsException(Status.ENCR_ALG_UNSUPP);
    }
  }

  private ExchangeIdResult update(
      @Nullable ClientRecord confirmed, ExchangeIdArguments arguments, Principal principal)
      throws NfsException {
    if (confirmed == null) {
      throw new NfsException(Status.NOENT); // case 7
    }
    if (confirmed.verifier() != arguments.verifier()) {
      throw new NfsException(Status.NOT_SAME); // case 8
    }
    if (!principal.isSameUserAs(confirmed.principal())) {
      throw new NfsException(Status.PERM); // case 9
    }
    ClientRecord updated = // case 6
        confirmed.withProgram(arguments.flags() & ~UPD_CONFIRMED_REC_A, arguments.implementation());
    store.put(updated);
    return result(updated);
  }

  private ExchangeIdResult create(ExchangeIdArguments arguments, Principal principal, long now)
      throws NfsException {
    ClientRecord unconfirmed = store.unconfirmed(arguments.owner());
    if (unconfirmed != null) {
      removal.client(unconfirmed.id()); // case 4: always replaced, by a new client id
    }
    makeRoom();
    ClientRecord client =
        new ClientRecord(
            store.nextClientId(),
            arguments.owner(),
            arguments.verifier(),
            principal,
            false,
            arguments.flags(),
            arguments.implementation(),
            now,
            CreationSlot.unused(),
            false);
    store.put(client);
    return result(client);
  }

  /** The oldest client that never confirmed itself gives way; confirmed ones never do. */
  private void makeRoom() throws NfsException {
    if (store.clients() < limits.clientsMax()) {
      return;
    }
    OptionalLong oldest = store.oldestUnconfirmed();
    if (oldest.isEmpty()) {
      throw new NfsException(Status.DELAY);
    }
    removal.client(oldest.getAsLong());
  }

  private ExchangeIdResult result(ClientRecord client) {
    int flags = USE_NON_PNFS | (client.confirmed() ? CONFIRMED_R : 0);
    return new ExchangeIdResult(client.id(), client.creations().next(), flags, server);
  }
}
