package io.sojourn.server;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a handler answers: a status, header fields and a whole body.
 *
 * @param status the status code
 * @param headers header fields in the order in which they are sent
 * @param body the body; empty for 204 and 304
 */
@SuppressWarnings(
    "ArrayRecordComponent") // never compared; copying every body would cost for nothing
record Response(int status, Map<String, String> headers, byte[] body) {

  private static final byte[] EMPTY = new byte[0];

  static Response empty(int status) {
    return new Response(status, Map.of(), EMPTY);
  }

  static Response of(int status, String contentType, byte[] body) {
    return new Response(status, Map.of("Content-Type", contentType), body);
  }

  static Response json(int status, byte[] body) {
    return of(status, "application/json", body);
  }

  static Response json(int status, Object value) {
    return json(status, Json.bytes(value));
  }

  static Response text(int status, String contentType, String body) {
    return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  Response withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body);
  }
}
