package io.sojourn.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The header fields that make browsers careful. A handler that knows better, such as the one for
 * pages, sets its own value first.
 */
final class SecurityHeaders {

  private static final Map<String, String> DEFAULTS = defaults();

  private SecurityHeaders() {}

  private static Map<String, String> defaults() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Cache-Control", "no-store");
    fields.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    fields.put("X-Content-Type-Options", "nosniff");
    fields.put("X-Frame-Options", "DENY");
    fields.put("Referrer-Policy", "no-referrer");
    fields.put("Cross-Origin-Opener-Policy", "same-origin");
    fields.put("Cross-Origin-Resource-Policy", "same-origin");
    return fields;
  }

  static Response addTo(Response response) {
    Map<String, String> headers = new LinkedHashMap<>(response.headers());
    DEFAULTS.forEach(headers::putIfAbsent);
    return new Response(response.status(), headers, response.body());
  }
}
