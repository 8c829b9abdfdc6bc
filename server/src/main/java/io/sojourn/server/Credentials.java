package io.sojourn.server;

import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.session.Sessions;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * The gate of the HTTP door: {@code Authorization: Bearer} with an API key or a session token.
 *
 * <p>A session token opens its own session and no other, and only while that session lives; to its
 * bearer every other session does not exist, so that nothing is learnt by trying ids. A session's
 * id is public and is never a credential: it is not accepted as one in any header field, cookie or
 * query. Showing a token counts as a sign of life of its session, unless the request asks only to
 * peek.
 */
final class Credentials implements Gate {

  private static final String SCHEME = "bearer ";

  private final AdminKey adminKey;
  private final Sessions sessions;
  private final FailedAttempts failures;

  Credentials(AdminKey adminKey, Sessions sessions, FailedAttempts failures) {
    this.adminKey = adminKey;
    this.sessions = sessions;
    this.failures = failures;
  }

  @Override
  public Caller admit(Request head, Access access) {
    if (access == Access.OPEN || (access == Access.LOCAL_OR_KEY && Locality.isLocal(head))) {
      return Caller.Anonymous.INSTANCE;
    }
    String shown = shown(head);
    if (shown.startsWith(Tokens.KEY_PREFIX)) {
      if (adminKey.matches(shown)) {
        return Caller.KeyHolder.INSTANCE;
      }
      throw failed(head.remote().getAddress());
    }
    return admitHolder(head, access, bearer(head, shown));
  }

  private String shown(Request head) {
    Optional<String> field = head.header("Authorization");
    if (field.isEmpty()) {
      throw unauthenticated("This needs an API key or a session token.", "Bearer");
    }
    String value = field.get();
    if (!value.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw unauthenticated("The only scheme is Bearer.", "Bearer");
    }
    return value.substring(SCHEME.length()).strip();
  }

  private Session bearer(Request head, String token) {
    Optional<SessionId> id = Tokens.sessionOf(token);
    if (id.isPresent()) {
      Optional<Session> session = sessions.find(id.get());
      boolean opens = session.isPresent() && session.get().tokenHash().equals(Tokens.hash(token));
      if (opens && session.get().state().isLive()) {
        return session.get();
      }
    }
    throw failed(head.remote().getAddress());
  }

  private Caller admitHolder(Request head, Access access, Session session) {
    switch (access) {
      case KEY, LOCAL_OR_KEY ->
          throw Problem.of(ProblemType.FORBIDDEN, "This needs an API key.")
              .withHeader("WWW-Authenticate", "Bearer error=\"insufficient_scope\"")
              .asException();
      case OWNER, OWNER_IN_USE -> {
        if (!session.id().toString().equals(head.parameter("id"))) {
          throw Problem.of(ProblemType.SESSION_UNKNOWN, "There is no such session.").asException();
        }
      }
      case OPEN, BEARER -> {}
    }
    if (access == Access.OWNER_IN_USE && session.state() == SessionState.SUSPENDED) {
      throw Problem.of(ProblemType.FORBIDDEN, "The session is Suspended: its token only reads.")
          .with("state", session.state().label())
          .asException();
    }
    if (session.idleTimeoutMillis() > 0 && head.query("peek").isEmpty()) {
      sessions.touch(session.id());
    }
    return new Caller.SessionHolder(session.id());
  }

  private ProblemException failed(InetAddress source) {
    long waitSeconds = failures.count(source);
    return waitSeconds == 0
        ? unauthenticated("The credential is not valid.", "Bearer error=\"invalid_token\"")
        : Problem.of(
                ProblemType.TOO_MANY_ATTEMPTS, "Too many failed authentications; try again later.")
            .withHeader("Retry-After", Long.toString(waitSeconds))
            .asException();
  }

  private static ProblemException unauthenticated(String detail, String challenge) {
    return Problem.of(ProblemType.UNAUTHENTICATED, detail)
        .withHeader("WWW-Authenticate", challenge)
        .asException();
  }
}
