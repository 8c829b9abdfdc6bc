package io.sojourn.server;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request as a handler sees it: decoded, bounded and admitted.
 *
 * @param method the method as sent, such as {@code GET}
 * @param target path and query
 * @param headers the header fields
 * @param remote where the connection comes from
 * @param parameters what the route's template took out of the path, by name
 * @param caller who asks, as far as the gate could tell
 * @param body the whole body; empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Request(
    String method,
    RequestTarget target,
    HttpHeaders headers,
    InetSocketAddress remote,
    Map<String, String> parameters,
    Caller caller,
    byte[] body) {

  private static final byte[] NO_BODY = new byte[0];

  /** A request of which only the head has arrived. */
  static Request head(
      String method, RequestTarget target, HttpHeaders headers, InetSocketAddress remote) {
    return new Request(
        method, target, headers, remote, Map.of(), Caller.Anonymous.INSTANCE, NO_BODY);
  }

  Request matched(Map<String, String> taken) {
    return new Request(method, target, headers, remote, taken, caller, body);
  }

  Request from(Caller who) {
    return new Request(method, target, headers, remote, parameters, who, body);
  }

  Request withBody(byte[] bytes) {
    return new Request(method, target, headers, remote, parameters, caller, bytes);
  }

  /** The part of the path that the template names so. */
  String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no parameter " + name);
    }
    return value;
  }

  Optional<String> query(String name) {
    return Optional.ofNullable(target.query().get(name));
  }

  /**
   * A header field that may appear once.
   *
   * @throws ProblemException if it appears more than once
   */
  Optional<String> header(String name) {
    List<String> values = headers.getAll(name);
    if (values.size() > 1) {
      throw Problem.of(
              ProblemType.MALFORMED_REQUEST, "The header field " + name + " is given twice.")
          .asException();
    }
    return values.stream().findFirst();
  }

  /** All values of a header field that is a list, joined as RFC 9110 section 5.3 allows. */
  Optional<String> listHeader(String name) {
    List<String> values = headers.getAll(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
  }
}
