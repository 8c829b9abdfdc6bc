package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A registry over a store in memory, with shorthands for what clients ask. */
final class Server {

  static final Principal ANN = new Principal(Principal.AUTH_SYS, 1001, 100, List.of());
  static final Principal BOB = new Principal(Principal.AUTH_SYS, 1002, 100, List.of());
  static final ServerIdentity IDENTITY =
      new ServerIdentity(0, new byte[] {1}, new byte[] {2}, Optional.empty());
  static final ChannelAttributes USUAL = attributes(8192, 8192, 2048, 16, 8);
  static final long VERIFIER = 0x1111;

  final MemorySessionStore store = new MemorySessionStore(7);
  final Set<Long> holding = new HashSet<>();
  final Set<Long> leaseOver = new HashSet<>();
  final List<String> events = new ArrayList<>();
  final SessionRegistry registry;
  long now = 1_000_000;
  private long drawn;

  Server() {
    this(SessionLimits.DEFAULT);
  }

  Server(SessionLimits limits) {
    this.registry = new SessionRegistry(store, new Holding(), new Told(), limits, IDENTITY);
  }

  private final class Holding implements ClientState {
    @Override
    public boolean holds(long clientId) {
      return holding.contains(clientId);
    }

    @Override
    public void release(long clientId) {
      holding.remove(clientId);
    }
  }

  private final class Told implements SessionEvents {
    @Override
    public void sessionCreated(SessionKey session, boolean again) {
      events.add((again ? "created again " : "created ") + session.low());
    }

    @Override
    public void sessionChanged(SessionKey session) {
      events.add("changed " + session.low());
    }

    @Override
    public void sessionGone(SessionKey session) {
      events.add("gone " + session.low());
    }

    @Override
    public void clientGone(long clientId) {
      events.add("client gone " + (int) clientId);
    }
  }

  static OwnerId owner(String name) {
    return new OwnerId(name.getBytes(StandardCharsets.UTF_8));
  }

  static ChannelAttributes attributes(
      long request, long response, long cached, long operations, long slots) {
    return new ChannelAttributes(
        0, request, response, cached, operations, slots, OptionalInt.empty());
  }

  static ExchangeIdArguments identify(String owner, long verifier, int flags) {
    return new ExchangeIdArguments(
        verifier, owner(owner), flags, new StateProtection.None(), Optional.empty());
  }

  static CreateSessionArguments create(long client, long sequence) {
    return create(client, sequence, 0, USUAL, USUAL, List.of(new CallbackSecurity.None()));
  }

  static CreateSessionArguments create(
      long client,
      long sequence,
      int flags,
      ChannelAttributes fore,
      ChannelAttributes back,
      List<CallbackSecurity> security) {
    return new CreateSessionArguments(client, sequence, flags, fore, back, 0x4000_0000, security);
  }

  ExchangeIdResult exchangeId(ExchangeIdArguments arguments, Principal principal)
      throws NfsException {
    return registry.exchangeId(arguments, principal, now, leaseOver::contains);
  }

  ExchangeIdResult exchangeId(String owner) throws NfsException {
    return exchangeId(identify(owner, VERIFIER, 0), ANN);
  }

  CreateSessionOutcome createSession(CreateSessionArguments arguments, Principal principal) {
    return createSession(arguments, principal, false);
  }

  CreateSessionOutcome createSession(
      CreateSessionArguments arguments, Principal principal, boolean connectionFull) {
    SessionKey key = new SessionKey(0, ++drawn);
    return registry.createSession(arguments, principal, connectionFull, key, now);
  }

  /** The status of what came of a CREATE_SESSION. */
  Status status(CreateSessionArguments arguments, Principal principal) {
    return switch (createSession(arguments, principal)) {
      case CreateSessionOutcome.Created created -> Status.OK;
      case CreateSessionOutcome.Refused refused -> refused.status();
    };
  }

  CreateSessionResult created(CreateSessionArguments arguments) {
    CreateSessionOutcome outcome = createSession(arguments, ANN);
    if (outcome instanceof CreateSessionOutcome.Created created) {
      return created.result();
    }
    throw new AssertionError("refused: " + outcome);
  }

  /** A confirmed client of that name, with one session. */
  CreateSessionResult session(String owner) throws NfsException {
    ExchangeIdResult client = exchangeId(owner);
    return created(create(client.clientId(), client.sequence()));
  }

  /** A confirmed client of that name, without a session. */
  long confirmed(String owner) throws NfsException {
    ExchangeIdResult client = exchangeId(owner);
    CreateSessionResult session = created(create(client.clientId(), client.sequence()));
    registry.destroySession(session.session(), true);
    return client.clientId();
  }

  /** What a call ends with. */
  static Status statusOf(Call call) {
    try {
      call.run();
      return Status.OK;
    } catch (NfsException e) {
      return e.status();
    }
  }

  /** A call that may end with a status. */
  @FunctionalInterface
  interface Call {
    void run() throws NfsException;
  }
}
