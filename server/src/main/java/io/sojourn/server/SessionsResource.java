package io.sojourn.server;

import io.sojourn.session.Limits;
import io.sojourn.session.NewSession;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionFilter;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionPage;
import io.sojourn.session.SessionState;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /v1/sessions} and {@code /v1/sessions/{id}}: create, list, look at, end. */
final class SessionsResource {

  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 500;

  private final Sessions sessions;
  private final Tokens tokens;
  private final SessionJson json;
  private final Limits limits;
  private final Duration defaultLife;
  private final Duration defaultIdle;

  SessionsResource(
      Sessions sessions,
      Tokens tokens,
      SessionJson json,
      Limits limits,
      Duration defaultLife,
      Duration defaultIdle) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.json = json;
    this.limits = limits;
    this.defaultLife = defaultLife;
    this.defaultIdle = defaultIdle;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST", "/v1/sessions", Access.KEY, this::create).consuming("application/json"),
        Route.of("GET", "/v1/sessions", Access.KEY, this::list),
        Route.of("GET", "/v1/sessions/{id}", Access.OWNER, this::get),
        Route.of("DELETE", "/v1/sessions/{id}", Access.OWNER, this::delete));
  }

  private Response create(Request request) {
    Query.allowOnly(request);
    Fields fields = Fields.of(request.body());
    String userId = fields.requiredText("user_id", limits.userIdLength());
    long lifeMillis = millis(fields, "ttl_seconds", 1, limits.lifeMillis(), defaultLife);
    long idleMillis = millis(fields, "idle_seconds", 0, limits.idleTimeoutMillis(), defaultIdle);
    boolean activate = fields.flag("activate");
    var capabilities = fields.texts("capabilities");
    var attributes = fields.values("attributes");
    fields.end();
    SessionId id = tokens.newSessionId();
    String token = tokens.newSessionToken(id);
    NewSession asked =
        new NewSession(
            userId, Tokens.hash(token), lifeMillis, idleMillis, activate, capabilities, attributes);
    Session session = Answers.done(sessions.create(id, asked));
    return Response.json(201, json.created(session, token))
        .withHeader("Location", "/v1/sessions/" + id)
        .withHeader("ETag", EntityTag.of(session.version()));
  }

  private static long millis(
      Fields fields, String name, long minSeconds, long maxMillis, Duration otherwise) {
    return fields.integer(name, minSeconds, maxMillis / 1000).orElse(otherwise.toSeconds()) * 1000;
  }

  private Response list(Request request) {
    Query.allowOnly(request, "user_id", "state", "limit", "cursor");
    SessionFilter filter =
        new SessionFilter(
            request.query("user_id").orElse(null),
            request.query("state").map(SessionsResource::state).orElse(null));
    SessionPage.@Nullable Position after = request.query("cursor").map(Cursor::read).orElse(null);
    SessionPage page =
        sessions.list(
            filter,
            after,
            request.query("limit").map(SessionsResource::limit).orElse(DEFAULT_PAGE));
    Optional<String> next = Optional.ofNullable(page.next()).map(Cursor::write);
    return Response.json(200, json.page(page.sessions(), next));
  }

  private static SessionState state(String label) {
    try {
      return SessionState.parse(label);
    } catch (IllegalArgumentException e) {
      throw Query.invalid(
          "state", "The state is one of Pending, Active, Suspended, Expired, Invalidated.");
    }
  }

  private static int limit(String text) {
    int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MAX_PAGE) {
      throw Query.invalid("limit", "The limit is a number from 1 to " + MAX_PAGE + ".");
    }
    return limit;
  }

  private Response get(Request request) {
    Query.allowOnly(request, "peek");
    return shown(request, find(request, sessions), json);
  }

  /** A session with its tag, or 304 if the client has it already. */
  static Response shown(Request request, Session session, SessionJson json) {
    Response response =
        EntityTag.isKnown(request, session.version())
            ? Response.empty(304)
            : Response.json(200, json.one(session));
    return response.withHeader("ETag", EntityTag.of(session.version()));
  }

  /**
   * The session that the path names.
   *
   * @throws ProblemException if there is none
   */
  static Session find(Request request, Sessions sessions) {
    return sessions.find(id(request)).orElseThrow(SessionsResource::unknown);
  }

  static SessionId id(Request request) {
    try {
      return SessionId.parse(request.parameter("id"));
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  private static ProblemException unknown() {
    return Problem.of(ProblemType.SESSION_UNKNOWN, "There is no such session.").asException();
  }

  /** The version that {@code If-Match} demands of the session, or any. */
  static long demanded(Request request, Session session) {
    EntityTag.demand(request, session.version());
    return EntityTag.isDemanded(request) ? session.version() : Sessions.ANY_VERSION;
  }

  private Response delete(Request request) {
    Query.allowOnly(request);
    Session session = find(request, sessions);
    long expected = demanded(request, session);
    Outcome<Session> outcome =
        Answers.outcome(sessions.change(session.id(), StateChange.INVALIDATE, expected));
    if (!isInvalidatedAlready(outcome)) {
      Answers.expectDone(outcome);
    }
    return Response.empty(204);
  }

  private static boolean isInvalidatedAlready(Outcome<Session> outcome) {
    return outcome instanceof Outcome.Refused<Session>(Refusal why)
        && why.code() == Refusal.Code.ILLEGAL_TRANSITION
        && why.state() == SessionState.INVALIDATED;
  }
}
