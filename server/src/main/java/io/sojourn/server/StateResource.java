package io.sojourn.server;

import io.sojourn.session.Session;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /v1/sessions/{id}/activate|suspend|resume}, each by PUT and by POST.
 *
 * <p>Suspending and resuming take an API key: were they open to the session's own token, whoever is
 * suspended could undo it.
 */
final class StateResource {

  private final Sessions sessions;
  private final SessionJson json;

  StateResource(Sessions sessions, SessionJson json) {
    this.sessions = sessions;
    this.json = json;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    add(routes, StateChange.ACTIVATE, Access.OWNER_IN_USE);
    add(routes, StateChange.SUSPEND, Access.KEY);
    add(routes, StateChange.RESUME, Access.KEY);
    return routes;
  }

  private void add(List<Route> routes, StateChange change, Access access) {
    String template = "/v1/sessions/{id}/" + change.verb();
    Handler handler = request -> change(request, change);
    routes.add(Route.of("PUT", template, access, handler));
    routes.add(Route.of("POST", template, access, handler));
  }

  private Response change(Request request, StateChange change) {
    Query.allowOnly(request);
    Session before = SessionsResource.find(request, sessions);
    long expected = SessionsResource.demanded(request, before);
    Session session = Answers.done(sessions.change(before.id(), change, expected));
    return Response.json(200, json.one(session))
        .withHeader("ETag", EntityTag.of(session.version()));
  }
}
