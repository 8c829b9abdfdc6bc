package io.sojourn.connect;

import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.session.NewSession;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ServerMessage;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The first message of a connection: creates a session, takes one over, or asks to read. Used on
 * the connection's event loop.
 */
final class Admission {

  private static final int NONCE_BYTES = 16;
  private static final int TOKEN_BYTES = 32;
  private static final int TOKEN_BYTES_MAX = 1024;
  private static final byte[] SALT = "sojourn-session".getBytes(StandardCharsets.US_ASCII);

  private final Connect door;
  private final Connection connection;
  private final InetAddress source;
  private final String keyOfRequest;

  Admission(Connect door, Connection connection, InetAddress source, String keyOfRequest) {
    this.door = door;
    this.connection = connection;
    this.source = source;
    this.keyOfRequest = keyOfRequest;
  }

  void take(ClientMessage message) {
    switch (message) {
      case ClientMessage.CreateSession create -> create(create);
      case ClientMessage.ContinueSession resume -> resume(resume);
      case ClientMessage.ReadSession read -> read(read);
      default ->
          reject(
              Codes.BAD_FRAME,
              "The first message must create, continue or read a session.",
              CloseStatus.PROTOCOL);
    }
  }

  private void create(ClientMessage.CreateSession m) {
    KeyCheck.Verdict verdict =
        door.ground().keys().check(m.key().isEmpty() ? keyOfRequest : m.key(), source);
    if (verdict != KeyCheck.Verdict.ADMITTED) {
      unauthorized(verdict, Codes.UNAUTHORIZED, "Creating a session needs an API key.");
    } else if (m.nonce().length != NONCE_BYTES || m.token().length != TOKEN_BYTES) {
      reject(
          Codes.INVALID,
          "The nonce must have " + NONCE_BYTES + " bytes and the token " + TOKEN_BYTES + ".",
          CloseStatus.REJECTED);
    } else {
      SessionId id = idOf(m.nonce());
      TokenHash hash = new TokenHash(Sha256.of(m.token()));
      NewSession session =
          new NewSession(
              m.userId(),
              hash,
              m.lifeMillis() == 0 ? door.limits().lifeMillis() : m.lifeMillis(),
              m.idleTimeoutMillis() == 0
                  ? door.limits().idleTimeoutMillis()
                  : m.idleTimeoutMillis(),
              true,
              m.capabilities(),
              new TreeMap<>());
      then(
          door.ground().sessions().create(id, session),
          created -> attach(id, hash, 0, true),
          why -> refusedToCreate(why));
    }
  }

  /** The session that a nonce stands for: a retry names the same. */
  static SessionId idOf(byte[] nonce) {
    byte[] salted = ByteBuffer.allocate(SALT.length + nonce.length).put(SALT).put(nonce).array();
    ByteBuffer hash = ByteBuffer.wrap(Sha256.of(salted));
    return new SessionId(hash.getLong(), hash.getLong());
  }

  private void resume(ClientMessage.ContinueSession m) {
    if (isToken(m.token())) {
      attach(m.id(), new TokenHash(Sha256.of(m.token())), m.lowestAwaited(), false);
    }
  }

  /** Whether it may be one; rejects what is not. */
  private boolean isToken(byte[] token) {
    boolean may = token.length > 0 && token.length <= TOKEN_BYTES_MAX;
    if (!may) {
      reject(
          Codes.INVALID,
          "The token must have 1 to " + TOKEN_BYTES_MAX + " bytes.",
          CloseStatus.REJECTED);
    }
    return may;
  }

  /**
   * Lets one read who knows the token; a node that lags may not know the session before a while.
   */
  private void read(ClientMessage.ReadSession m) {
    if (!isToken(m.token())) {
      return;
    }
    TokenHash hash = new TokenHash(Sha256.of(m.token()));
    if (door.ground().sessions().find(m.id()).isPresent()) {
      opened(m.id(), hash);
    } else {
      then(
          door.ground().sessions().readBarrier(),
          index -> opened(m.id(), hash),
          why -> reject(Codes.UNAVAILABLE, why.message(), CloseStatus.TRY_AGAIN));
    }
  }

  private void opened(SessionId id, TokenHash hash) {
    if (!connection.isOpen()) {
      return;
    }
    Session session = door.ground().sessions().find(id).orElse(null);
    if (session == null) {
      refused(Refusal.of(Refusal.Code.SESSION_UNKNOWN, "There is no such session."));
    } else if (!session.tokenHash().equals(hash)) {
      refused(Refusal.of(Refusal.Code.TOKEN_INVALID, "The token does not open the session."));
    } else if (!session.state().isLive()) {
      refused(Refusal.of(Refusal.Code.SESSION_DEAD, "The session is over."));
    } else {
      connection.send(
          new ServerMessage.SessionContinued(
              session.epoch(),
              0,
              session.idleTimeoutMillis(),
              door.ground().sessions().leaseExpiresAt(session)));
      connection.admitted(new ReadingLink(door, connection, id));
    }
  }

  private void attach(SessionId id, TokenHash hash, long lowestAwaited, boolean created) {
    if (!connection.isOpen()) {
      return;
    }
    Link link = new Link(door, connection, id);
    // Before the kernel is asked, so that no push is missed.
    door.links().add(link);
    then(
        door.ground().exchange().attach(new Command.Attach(id, hash)),
        reply -> attached(link, (Reply.Attached) reply, lowestAwaited, created),
        why -> {
          door.links().remove(link);
          refused(why);
        });
  }

  private void attached(Link link, Reply.Attached reply, long lowestAwaited, boolean created) {
    if (!connection.isOpen()) {
      door.links().remove(link);
      return;
    }
    Session session = reply.session();
    long expiresAt = door.ground().sessions().leaseExpiresAt(session);
    int window = link.window();
    link.open(
        session.epoch(),
        created
            ? new ServerMessage.SessionCreated(
                session.id(), session.epoch(), window, session.idleTimeoutMillis(), expiresAt)
            : new ServerMessage.SessionContinued(
                session.epoch(), window, session.idleTimeoutMillis(), expiresAt),
        reply.outstanding());
    connection.admitted(link);
    if (lowestAwaited > 0) {
      link.giveUpBelow(lowestAwaited);
    }
  }

  /** Goes on, on the event loop, when the kernel has answered. */
  private <T> void then(
      CompletionStage<Outcome<T>> stage, Consumer<T> done, Consumer<Refusal> refused) {
    var unused =
        stage.thenAccept(
            outcome ->
                connection.onLoop(
                    () -> {
                      switch (outcome) {
                        case Outcome.Done<T>(T value) -> done.accept(value);
                        case Outcome.Refused<T>(Refusal why) -> refused.accept(why);
                        case Outcome.Uncertain<T>(String detail) ->
                            reject(Codes.UNCERTAIN, detail, CloseStatus.TRY_AGAIN);
                      }
                    }));
  }

  private void refusedToCreate(Refusal why) {
    if (why.code() == Refusal.Code.SESSION_EXISTS) {
      reject(
          Codes.NONCE_REUSED,
          "The nonce was used for another session: draw a new one.",
          CloseStatus.REJECTED);
    } else {
      refused(why);
    }
  }

  private void refused(Refusal why) {
    String code = Codes.of(why.code());
    switch (why.code()) {
      case NOT_LEADER ->
          connection.end(
              Ending.rejected(code, why.message(), door.leader(), CloseStatus.TRY_AGAIN));
      case UNAVAILABLE -> reject(code, why.message(), CloseStatus.TRY_AGAIN);
      case TOKEN_INVALID, SESSION_UNKNOWN ->
          unauthorized(door.ground().keys().failed(source), code, why.message());
      default -> reject(code, why.message(), CloseStatus.REJECTED);
    }
  }

  private void unauthorized(KeyCheck.Verdict verdict, String code, String detail) {
    if (verdict == KeyCheck.Verdict.THROTTLED) {
      reject(
          Codes.TOO_MANY_ATTEMPTS,
          "Too many wrong credentials came from there: try again later.",
          CloseStatus.TRY_AGAIN);
    } else {
      reject(code, detail, CloseStatus.REJECTED);
    }
  }

  private void reject(String code, String detail, CloseStatus status) {
    connection.end(Ending.rejected(code, detail, "", status));
  }
}
