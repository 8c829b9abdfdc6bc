package io.sojourn.nfs.guide;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.BackChannel;
import io.sojourn.nfs.session.Binding;
import io.sojourn.nfs.session.CallbackConnection;
import io.sojourn.nfs.session.ClientState;
import io.sojourn.nfs.session.Connections;
import io.sojourn.nfs.session.CreateSessionArguments;
import io.sojourn.nfs.session.CreateSessionFlags;
import io.sojourn.nfs.session.CreateSessionOutcome;
import io.sojourn.nfs.session.CreateSessionResult;
import io.sojourn.nfs.session.ExchangeIdArguments;
import io.sojourn.nfs.session.ExchangeIdResult;
import io.sojourn.nfs.session.Fingerprint;
import io.sojourn.nfs.session.ForeChannel;
import io.sojourn.nfs.session.Leases;
import io.sojourn.nfs.session.MemorySessionStore;
import io.sojourn.nfs.session.NfsSession;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.session.SequenceDecision;
import io.sojourn.nfs.session.ServerIdentity;
import io.sojourn.nfs.session.SessionEvents;
import io.sojourn.nfs.session.SessionKeys;
import io.sojourn.nfs.session.SessionLimits;
import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.session.SessionRegistry;
import io.sojourn.nfs.session.SlotBudget;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** An NFS server with sessions; what a compound does behind SEQUENCE is up to it. */
abstract class FileServer {

  private static final SessionLimits LIMITS = SessionLimits.DEFAULT;
  private static final byte[] NAME = "server.example.org".getBytes(StandardCharsets.UTF_8);

  private final MemorySessionStore store = new MemorySessionStore(new SecureRandom().nextInt());
  private final SessionRegistry registry =
      new SessionRegistry(
          store,
          ClientState.NONE,
          new Gone(),
          LIMITS,
          new ServerIdentity(0, NAME, NAME, Optional.empty()));
  private final SessionKeys keys = new SessionKeys(new SecureRandom());
  private final Leases leases = new Leases(90_000, 3_600_000);
  private final SlotBudget budget = new SlotBudget(256 << 20);
  private final Connections<CallbackConnection> connections =
      new Connections<>(LIMITS.connectionsPerSessionMax(), 1024);
  private final Map<SessionKey, NfsSession> live = new ConcurrentHashMap<>();

  /** Executes what is behind SEQUENCE, and says what the compound answers. */
  abstract byte[] execute(byte[] operations);

  /** EXCHANGE_ID. */
  synchronized ExchangeIdResult exchangeId(ExchangeIdArguments asked, Principal who, long now)
      throws NfsException {
    return registry.exchangeId(asked, who, now, client -> leases.isOver(client, now));
  }

  /** CREATE_SESSION over a connection, which is bound to the session from now on. */
  synchronized CreateSessionResult createSession(
      CreateSessionArguments asked, Principal who, CallbackConnection over, long now)
      throws NfsException {
    boolean full = connections.isFull(over);
    return switch (registry.createSession(asked, who, full, keys.draw(), now)) {
      case CreateSessionOutcome.Refused refused -> throw new NfsException(refused.status());
      case CreateSessionOutcome.Created created -> {
        CreateSessionResult result = created.result();
        SessionRecord record = store.session(result.session());
        if (record != null) { // else it is a retry, and the session is gone already
          bind(live.computeIfAbsent(record.id(), key -> begin(record, now)), over);
        }
        yield result;
      }
    };
  }

  private NfsSession begin(SessionRecord record, long now) {
    return new NfsSession(
        record,
        new ForeChannel(record, budget),
        leases.begin(record.clientId(), now),
        () -> connections.back(record.id()));
  }

  private void bind(NfsSession session, CallbackConnection over) {
    boolean both = (session.record().flags() & CreateSessionFlags.CONN_BACK_CHAN) != 0;
    connections.bind(over, session.id(), both ? Binding.BOTH : Binding.FORE);
    BackChannel back = session.back();
    if (back != null) {
      back.pathChanged();
    }
  }

  /** A compound that begins with SEQUENCE: from any thread, and each one executed once. */
  byte[] compound(
      SequenceArguments sequence,
      byte[] operations,
      Principal who,
      CallbackConnection over,
      long now)
      throws NfsException {
    NfsSession session = live.get(sequence.session());
    if (session == null) {
      throw new NfsException(Status.BADSESSION);
    }
    if (!connections.use(over, session.id())) {
      throw new NfsException(Status.CONN_NOT_BOUND_TO_SESSION);
    }
    long fingerprint = Fingerprint.ofCompound(who, 1, 2, operations, 0, operations.length);
    int requestBytes = 100 + operations.length;
    return switch (session.fore().begin(sequence, requestBytes, 2, 0, fingerprint, 0)) {
      case SequenceDecision.Refused refused -> throw new NfsException(refused.status());
      case SequenceDecision.ReplyNotKept notKept ->
          throw new NfsException(Status.RETRY_UNCACHED_REP);
      case SequenceDecision.Replay replay -> replay.reply();
      case SequenceDecision.Execute execute -> execute(session, sequence, operations, now);
    };
  }

  private byte[] execute(
      NfsSession session, SequenceArguments sequence, byte[] operations, long now)
      throws NfsException {
    ForeChannel fore = session.fore();
    if (!session.lease().renew(now)) { // the client is being taken away
      fore.abandon(sequence.slot());
      throw new NfsException(Status.BADSESSION);
    }
    byte[] kept = null;
    try {
      byte[] reply = execute(operations);
      kept = sequence.cacheThis() ? reply : null;
      return reply;
    } finally {
      if (kept != null) {
        fore.complete(sequence.slot(), kept);
      } else {
        fore.completeWithoutReply(sequence.slot());
      }
    }
  }

  /** To be called now and then. */
  synchronized void reap(long now) {
    registry.purgeUnconfirmed(now);
    for (long client : leases.reap(now, 100)) {
      registry.endClient(client);
      leases.forget(client);
    }
  }

  /** Ends what lives in memory when the registry has ended what is kept. */
  private final class Gone implements SessionEvents {
    @Override
    public void sessionGone(SessionKey key) {
      NfsSession session = live.remove(key);
      if (session != null) {
        session.close();
      }
      connections.forget(key);
    }
  }
}
