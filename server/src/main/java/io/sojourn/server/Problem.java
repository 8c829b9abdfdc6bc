package io.sojourn.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One refusal, as RFC 9457 describes it, with the header fields that go with it.
 *
 * @param type which kind of refusal, and with it status and title
 * @param detail one sentence for the person who reads it; holds no secret and no internals
 * @param members further members of the JSON object; values are text, numbers or truth values
 * @param headers further header fields of the response, such as {@code Allow}
 */
record Problem(
    ProblemType type, String detail, Map<String, Object> members, Map<String, String> headers) {

  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, Map.of(), Map.of());
  }

  Problem with(String member, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(member, value);
    return new Problem(type, detail, more, headers);
  }

  Problem withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(type, detail, members, more);
  }

  /** This problem as something to throw: the way out of a handler at any depth. */
  ProblemException asException() {
    return new ProblemException(this);
  }

  Response toResponse() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type.uri());
    body.put("title", type.title());
    body.put("status", type.status());
    body.put("detail", detail);
    body.putAll(members);
    Response response = Response.of(type.status(), MEDIA_TYPE, Json.bytes(body));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      response = response.withHeader(header.getKey(), header.getValue());
    }
    return response;
  }
}
