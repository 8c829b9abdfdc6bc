package io.sojourn.server;

import io.sojourn.connect.Connect;
import java.util.List;

/** {@code /asyncapi.json}: the description of the session protocol. */
final class AsyncApiResource {

  private final Response document = Response.json(200, Connect.description());

  List<Route> routes() {
    return List.of(Route.of("GET", "/asyncapi.json", Access.OPEN, request -> document).immediate());
  }
}
