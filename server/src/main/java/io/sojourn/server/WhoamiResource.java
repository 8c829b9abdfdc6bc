package io.sojourn.server;

import io.sojourn.session.Session;
import io.sojourn.session.Sessions;
import java.util.List;
import java.util.Map;

/**
 * {@code /v1/sessions/whoami}: what a credential opens. With {@code ?peek} the question itself does
 * not count as a sign of life.
 */
final class WhoamiResource {

  private final Sessions sessions;
  private final SessionJson json;

  WhoamiResource(Sessions sessions, SessionJson json) {
    this.sessions = sessions;
    this.json = json;
  }

  List<Route> routes() {
    return List.of(Route.of("GET", "/v1/sessions/whoami", Access.BEARER, this::whoami));
  }

  private Response whoami(Request request) {
    Query.allowOnly(request, "peek");
    return switch (request.caller()) {
      case Caller.KeyHolder key -> Response.json(200, Map.of("kind", "api_key"));
      case Caller.SessionHolder holder -> {
        Session session =
            sessions
                .find(holder.session())
                .orElseThrow(
                    () ->
                        Problem.of(ProblemType.UNAUTHENTICATED, "The session is gone.")
                            .withHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                            .asException());
        yield SessionsResource.shown(request, session, json);
      }
      case Caller.Anonymous nobody ->
          throw new IllegalStateException("the gate lets nobody in without a credential");
    };
  }
}
