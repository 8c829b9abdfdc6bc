package io.sojourn.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * {@code /openapi.json}: the description of this interface, written by hand and checked by tests.
 */
final class OpenApiResource {

  private static final String FILE = "openapi.json";

  private final Response document = Response.json(200, read());

  private static byte[] read() {
    try (InputStream in = OpenApiResource.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + FILE + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Route> routes() {
    return List.of(Route.of("GET", "/openapi.json", Access.OPEN, request -> document).immediate());
  }
}
