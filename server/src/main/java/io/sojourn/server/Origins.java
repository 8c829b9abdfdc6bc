package io.sojourn.server;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which web pages may talk to this server: those that it served itself, and those of configured
 * origins. Programs that are not browsers send no origin and are not concerned.
 *
 * <p>CORS is off unless origins are configured. Credentials are sent by script in a header field
 * and never by the browser on its own, so no response allows credentials.
 */
final class Origins {

  private static final String PREFLIGHT_SECONDS = "600";

  private final Set<String> allowed;

  Origins(Set<String> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /** Whether a page of the request's origin may open a WebSocket. */
  boolean mayConnect(Request head) {
    Optional<String> origin = head.header("Origin");
    return origin.isEmpty() || allowed.contains(origin.get()) || isOwn(head, origin.get());
  }

  /**
   * Whether the origin is the server's own: the same host and port as the request was sent to. The
   * scheme is left aside, since TLS may end at a proxy.
   */
  private static boolean isOwn(Request head, String origin) {
    String host = head.header("Host").orElse("").toLowerCase(Locale.ROOT);
    String name = origin.toLowerCase(Locale.ROOT);
    return !host.isEmpty() && (name.equals("http://" + host) || name.equals("https://" + host));
  }

  /** Lets a page of a configured origin read the response. */
  Response share(Request head, Response response) {
    if (allowed.isEmpty()) {
      return response;
    }
    Response varied = response.withHeader("Vary", "Origin");
    String origin = head.headers().get("Origin");
    if (origin == null || !allowed.contains(origin)) {
      return varied;
    }
    return varied
        .withHeader("Access-Control-Allow-Origin", origin)
        .withHeader("Access-Control-Expose-Headers", "ETag, Location, Retry-After")
        .withHeader("Cross-Origin-Resource-Policy", "cross-origin");
  }

  /** Answers a browser that asks beforehand. */
  Response preflight(Request head, Response response, String allow) {
    String origin = head.headers().get("Origin");
    if (origin == null || !allowed.contains(origin)) {
      return response;
    }
    return response
        .withHeader("Access-Control-Allow-Methods", allow)
        .withHeader(
            "Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, If-None-Match")
        .withHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
  }
}
