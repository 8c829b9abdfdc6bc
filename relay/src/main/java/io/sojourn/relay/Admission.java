package io.sojourn.relay;

import io.sojourn.session.LiveCode;
import io.sojourn.session.Outcome;
import io.sojourn.session.PairingCode;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.Sessions;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets newcomers in: asks the kernel, then leads them to their hub. Each step runs on the
 * newcomer's event loop; in between, the kernel answers on its own thread.
 *
 * <p>A refused join is answered a fixed time after it was asked, whatever was wrong with it, so
 * that neither the answer nor its time tells an unknown code from an expired or used one.
 */
final class Admission {

  private static final int DRAWS_PER_LENGTH = 4;
  private static final int DRAWS_MAX = 16;
  private static final String BAD_CODE = "Invalid session code";

  private final Relay relay;
  private final Sessions sessions;
  private final RelayLimits limits;
  private final JoinGate gate;
  private final SecureRandom random = new SecureRandom();
  private final CodeDraw codes;

  Admission(Relay relay, Sessions sessions, RelayLimits limits, JoinGate gate) {
    this.relay = relay;
    this.sessions = sessions;
    this.limits = limits;
    this.gate = gate;
    this.codes = new CodeDraw(random, limits.joins().guessOdds());
  }

  // ---- hosts

  /** A host came, for the first time or again. */
  void register(Connection connection, Newcomer newcomer, ControlMessage.Register register) {
    if (gate.enter(connection.source()) > 0) {
      relay.metrics().rateLimited.increment();
      connection.refuse(ControlWriter.error("Too many attempts"), CloseCode.RATE_LIMITED);
      return;
    }
    ResumeToken token = tokenOf(register.resumeToken());
    Optional<Session> before = token == null ? Optional.empty() : live(token.session());
    if (token == null || before.filter(Roles::isHost).isEmpty()) {
      registerNew(connection, newcomer, register);
      return;
    }
    then(
        connection,
        sessions.attach(token.session(), token.hash()),
        outcome -> {
          switch (outcome) {
            case Outcome.Done<Session> done ->
                withCode(connection, newcomer, register, done.value(), token, true);
            // A token that is no longer worth anything: the host is as good as new.
            case Outcome.Refused<Session> refused -> registerNew(connection, newcomer, register);
            case Outcome.Uncertain<Session> uncertain -> unavailable(connection);
          }
        });
  }

  private void registerNew(
      Connection connection, Newcomer newcomer, ControlMessage.Register register) {
    if (relay.hubs().size() >= limits.hubs().hosts()) {
      connection.refuse(ControlWriter.error("Too many hosts"), CloseCode.LIMIT);
      return;
    }
    ResumeToken token = ResumeToken.draw(random);
    then(
        connection,
        sessions.create(token.session(), Roles.host(register, token, limits.times())),
        outcome -> {
          switch (outcome) {
            case Outcome.Done<Session> done ->
                withCode(connection, newcomer, register, done.value(), token, false);
            case Outcome.Refused<Session> refused -> refuse(connection, refused.why());
            case Outcome.Uncertain<Session> uncertain -> unavailable(connection);
          }
        });
  }

  /** The host's session is there: now it needs a code, unless it still has one. */
  private void withCode(
      Connection connection,
      Newcomer newcomer,
      ControlMessage.Register register,
      Session session,
      ResumeToken token,
      boolean resumed) {
    if (!connection.isOpen()) {
      if (!resumed) {
        relay.invalidate(session.id());
      }
      return;
    }
    Host host = new Host(connection, newcomer, register, session, token, resumed);
    Optional<LiveCode> code = resumed ? sessions.codeOf(session.id()) : Optional.empty();
    if (code.isPresent()) {
      enterHub(host, code.get());
    } else {
      drawCode(host, codes.lengthFor(sessions.liveCodes()), 0);
    }
  }

  /** A host on its way in. */
  private record Host(
      Connection connection,
      Newcomer newcomer,
      ControlMessage.Register register,
      Session session,
      ResumeToken token,
      boolean resumed) {}

  private void drawCode(Host host, int length, int draw) {
    int grown = Math.min(PairingCode.MAX_LENGTH, length + draw / DRAWS_PER_LENGTH);
    then(
        host.connection(),
        sessions.openCode(
            host.session().id(), codes.draw(grown), limits.times().codeLife(), LiveCode.UNLIMITED),
        outcome -> {
          switch (outcome) {
            case Outcome.Done<LiveCode> done -> enterHub(host, done.value());
            case Outcome.Refused<LiveCode> refused -> {
              boolean taken = refused.why().code() == Refusal.Code.CODE_TAKEN;
              if (taken && draw < DRAWS_MAX) {
                drawCode(host, length, draw + 1);
              } else {
                refuse(host.connection(), refused.why());
              }
            }
            case Outcome.Uncertain<LiveCode> uncertain -> unavailable(host.connection());
          }
        });
  }

  private void enterHub(Host host, LiveCode code) {
    Connection connection = host.connection();
    if (!connection.isOpen()) {
      if (!host.resumed()) {
        relay.invalidate(host.session().id());
      }
      return;
    }
    Hub hub = relay.hubs().obtain(host.session(), connection.loop());
    connection.moveTo(
        hub.loop(),
        () -> {
          if (hasEnded(hub, connection)) {
            return;
          }
          (host.resumed() ? relay.metrics().hostsResumed : relay.metrics().registrations)
              .increment();
          HostLink link =
              new HostLink(
                  relay, hub, connection, host.register().protocol(), host.session().epoch());
          long expiresAt = code.expiresAt() == LiveCode.WITH_HOST ? 0 : code.expiresAt();
          hub.enterHost(link, code.code(), expiresAt, host.token(), host.resumed());
          host.newcomer().release(link);
          relay.hubs().catchUp(hub, hub.id());
        });
  }

  // ---- viewers

  /** A viewer came, with a code or with its token. */
  void authenticate(Connection connection, Newcomer newcomer, ControlMessage.Auth auth) {
    long askedAt = relay.nowMillis();
    long wait = gate.enter(connection.source());
    boolean byToken = auth.resumeToken() != null;
    if (wait == 0 && !byToken) {
      wait = gate.join(connection.source());
    }
    if (wait > 0) {
      relay.metrics().rateLimited.increment();
      relay.metrics().joinsRefused.increment();
      connection.refuse(ControlWriter.authFailed(BAD_CODE, null, wait), CloseCode.RATE_LIMITED);
      return;
    }
    if (relay.metrics().viewers() >= limits.hubs().viewers()) {
      relay.metrics().joinsRefused.increment();
      connection.refuse(ControlWriter.authFailed("Too many viewers", null, 0), CloseCode.LIMIT);
      return;
    }
    if (byToken) {
      resumeViewer(connection, newcomer, auth);
    } else {
      joinByCode(connection, newcomer, auth, askedAt);
    }
  }

  private void joinByCode(
      Connection connection, Newcomer newcomer, ControlMessage.Auth auth, long askedAt) {
    String typed = auth.sessionCode() == null ? "" : auth.sessionCode();
    String bare = typed.replace(" ", "").replace("-", "").toUpperCase(Locale.ROOT);
    switch (PairingCode.read(bare)) {
      case PairingCode.Reading.Malformed malformed ->
          refuseLater(connection, auth.protocol() >= 1 ? malformed.hint() : null, askedAt);
      case PairingCode.Reading.WellFormed read -> {
        ResumeToken token = ResumeToken.draw(random);
        then(
            connection,
            sessions.redeemCode(read.code(), token.session(), Roles.viewer(token, limits.times())),
            outcome -> {
              switch (outcome) {
                case Outcome.Done<Sessions.Joined> done -> {
                  gate.joined(connection.source());
                  relay.metrics().joins.increment();
                  enterHub(
                      connection,
                      newcomer,
                      done.value().host(),
                      done.value().viewer(),
                      token,
                      auth.protocol(),
                      false);
                }
                case Outcome.Refused<Sessions.Joined> refused -> {
                  if (refused.why().code() == Refusal.Code.CODE_INVALID) {
                    refuseLater(connection, null, askedAt);
                  } else {
                    refuse(connection, refused.why());
                  }
                }
                case Outcome.Uncertain<Sessions.Joined> uncertain -> unavailable(connection);
              }
            });
      }
    }
  }

  /** Refuses at the next multiple of the fixed time after the question. */
  private void refuseLater(Connection connection, @Nullable String hint, long askedAt) {
    relay.metrics().joinsRefused.increment();
    byte[] answer = ControlWriter.authFailed(BAD_CODE, hint, 0);
    long every = limits.times().refusal();
    if (every == 0) {
      connection.refuse(answer, CloseCode.AUTH_FAILED);
      return;
    }
    long passed = relay.nowMillis() - askedAt;
    var unused =
        connection
            .loop()
            .schedule(
                () -> connection.refuse(answer, CloseCode.AUTH_FAILED),
                every - passed % every,
                TimeUnit.MILLISECONDS);
  }

  private void resumeViewer(Connection connection, Newcomer newcomer, ControlMessage.Auth auth) {
    ResumeToken token = tokenOf(auth.resumeToken());
    Optional<Session> viewer = token == null ? Optional.empty() : live(token.session());
    SessionId hostId = viewer.map(Roles::hostOf).orElse(null);
    Optional<Session> host = hostId == null ? Optional.empty() : live(hostId);
    if (token == null || host.isEmpty()) {
      resumeRefused(connection);
      return;
    }
    then(
        connection,
        sessions.attach(token.session(), token.hash()),
        outcome -> {
          switch (outcome) {
            case Outcome.Done<Session> done -> {
              relay.metrics().viewersResumed.increment();
              enterHub(
                  connection, newcomer, host.get(), done.value(), token, auth.protocol(), true);
            }
            case Outcome.Refused<Session> refused -> resumeRefused(connection);
            case Outcome.Uncertain<Session> uncertain -> unavailable(connection);
          }
        });
  }

  private void resumeRefused(Connection connection) {
    relay.metrics().joinsRefused.increment();
    connection.refuse(
        ControlWriter.authFailed("Session disconnected", null, 0), CloseCode.AUTH_FAILED);
  }

  private void enterHub(
      Connection connection,
      Newcomer newcomer,
      Session host,
      Session viewer,
      ResumeToken token,
      int protocol,
      boolean resumed) {
    if (!connection.isOpen()) {
      if (!resumed) {
        relay.invalidate(viewer.id());
      }
      return;
    }
    Hub hub = relay.hubs().obtain(host, connection.loop());
    connection.moveTo(
        hub.loop(),
        () -> {
          if (hasEnded(hub, connection)) {
            return;
          }
          ViewerLink link = new ViewerLink(relay, hub, connection, viewer, protocol);
          hub.enterViewer(link, token, resumed);
          newcomer.release(link);
          relay.hubs().catchUp(hub, hub.id());
          relay.hubs().catchUp(hub, viewer.id());
        });
  }

  // ---- both

  private static boolean hasEnded(Hub hub, Connection connection) {
    if (hub.isEnded()) {
      connection.refuse(ControlWriter.error("Session disconnected"), CloseCode.SESSION_ENDED);
    }
    return hub.isEnded() || !connection.isOpen();
  }

  private Optional<Session> live(SessionId id) {
    return sessions.find(id).filter(session -> session.state().isLive());
  }

  private static @Nullable ResumeToken tokenOf(@Nullable String text) {
    return text == null ? null : ResumeToken.read(text);
  }

  private static void unavailable(Connection connection) {
    connection.refuse(ControlWriter.error("Service unavailable"), CloseCode.UNAVAILABLE);
  }

  private static void refuse(Connection connection, Refusal why) {
    switch (why.code()) {
      case LIMIT_EXCEEDED ->
          connection.refuse(ControlWriter.error("Too many sessions"), CloseCode.LIMIT);
      case STATE_FULL -> connection.refuse(ControlWriter.error("No room left"), CloseCode.LIMIT);
      default -> unavailable(connection);
    }
  }

  /** Goes on with the kernel's answer on the connection's event loop. */
  private static <T> void then(
      Connection connection, CompletionStage<Outcome<T>> asked, Consumer<Outcome<T>> next) {
    var unused =
        asked.thenAccept(outcome -> Relay.on(connection.loop(), () -> next.accept(outcome)));
  }
}
