package io.sojourn.server;

import io.sojourn.nfs.NfsAdmin.ClientInfo;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** {@code /v1/nfs/clients}: the clients of NFS. Takes an API key. */
final class NfsClientsResource {

  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 200;

  private final NfsAccess nfs;

  NfsClientsResource(NfsAccess nfs) {
    this.nfs = nfs;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", "/v1/nfs/clients", Access.KEY, this::list),
        Route.of("GET", "/v1/nfs/clients/{id}", Access.KEY, this::get),
        Route.of("DELETE", "/v1/nfs/clients/{id}", Access.KEY, this::end));
  }

  private Response list(Request request) {
    Query.allowOnly(request, "limit", "cursor");
    int limit = limit(request);
    List<ClientInfo> page = nfs.clients(cursor(request), limit);
    Optional<String> next =
        page.size() < limit
            ? Optional.empty()
            : Optional.of(NfsJson.client(page.getLast().clientId()));
    return Response.json(200, NfsJson.clients(page, next));
  }

  /** How many are asked for. */
  static int limit(Request request) {
    String text = request.query("limit").orElse(Integer.toString(DEFAULT_PAGE));
    int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MAX_PAGE) {
      throw Query.invalid("limit", "The limit is a number from 1 to " + MAX_PAGE + ".");
    }
    return limit;
  }

  /** The client behind which a page begins, 0 for the first. */
  static long cursor(Request request) {
    return request
        .query("cursor")
        .map(
            text ->
                parse(text)
                    .orElseThrow(
                        () ->
                            Query.invalid(
                                "cursor", "The cursor is not one that this server gave.")))
        .orElse(0L);
  }

  private static Optional<Long> parse(String text) {
    return text.matches("[0-9a-f]{16}")
        ? Optional.of(HexFormat.fromHexDigitsToLong(text))
        : Optional.empty();
  }

  private static long id(Request request) {
    return parse(request.parameter("id")).orElseThrow(NfsClientsResource::unknown);
  }

  private static ProblemException unknown() {
    return Problem.of(ProblemType.NFS_CLIENT_UNKNOWN, "There is no such client.").asException();
  }

  private Response get(Request request) {
    Query.allowOnly(request);
    ClientInfo client = nfs.client(id(request)).orElseThrow(NfsClientsResource::unknown);
    return Response.json(200, NfsJson.client(client));
  }

  private Response end(Request request) {
    Query.allowOnly(request);
    if (!nfs.endClient(id(request))) {
      throw unknown();
    }
    return Response.empty(204);
  }
}
