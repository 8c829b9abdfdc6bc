package io.sojourn.server;

import io.sojourn.nfs.NfsAdmin.SessionInfo;
import io.sojourn.nfs.NfsAdmin.SessionPage;
import io.sojourn.nfs.protocol.SessionKey;
import java.util.List;

/**
 * {@code /v1/nfs/sessions}: the sessions of NFS, and {@code /v1/nfs/connections}: the connections
 * that are shown with them. Takes an API key.
 */
final class NfsSessionsResource {

  private final NfsAccess nfs;

  NfsSessionsResource(NfsAccess nfs) {
    this.nfs = nfs;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", "/v1/nfs/sessions", Access.KEY, this::list),
        Route.of("GET", "/v1/nfs/sessions/{id}", Access.KEY, this::get),
        Route.of("DELETE", "/v1/nfs/sessions/{id}", Access.KEY, this::end),
        Route.of("DELETE", "/v1/nfs/connections/{id}", Access.KEY, this::endConnection));
  }

  private Response list(Request request) {
    Query.allowOnly(request, "limit", "cursor");
    SessionPage page =
        nfs.sessions(NfsClientsResource.cursor(request), NfsClientsResource.limit(request));
    return Response.json(200, NfsJson.sessions(page.sessions(), page.next().map(NfsJson::client)));
  }

  private static SessionKey key(Request request) {
    String id = request.parameter("id");
    if (!id.matches("[0-9a-f]{32}")) {
      throw unknown();
    }
    return SessionKey.parse(id);
  }

  private static ProblemException unknown() {
    return Problem.of(ProblemType.SESSION_UNKNOWN, "There is no such session of NFS.")
        .asException();
  }

  private Response get(Request request) {
    Query.allowOnly(request);
    SessionInfo session = nfs.session(key(request)).orElseThrow(NfsSessionsResource::unknown);
    return Response.json(200, NfsJson.session(session));
  }

  private Response end(Request request) {
    Query.allowOnly(request);
    if (!nfs.endSession(key(request))) {
      throw unknown();
    }
    return Response.empty(204);
  }

  private Response endConnection(Request request) {
    Query.allowOnly(request);
    String id = request.parameter("id");
    if (!id.matches("[0-9]{1,18}") || !nfs.endConnection(Long.parseLong(id))) {
      throw Problem.of(ProblemType.NOT_FOUND, "There is no such connection of NFS.").asException();
    }
    return Response.empty(204);
  }
}
