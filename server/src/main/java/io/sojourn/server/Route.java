package io.sojourn.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One line of the route table.
 *
 * @param method the method
 * @param template the path; a segment in braces takes whatever stands there but nothing empty, and
 *     {@code {rest*}} at the end takes all that follows
 * @param access who may use it
 * @param consumes the media types of the body it takes; empty if it takes none
 * @param kind how it is answered
 * @param handler what answers it
 */
record Route(
    String method,
    String template,
    Access access,
    Set<String> consumes,
    Kind kind,
    Handler handler) {

  /** How a route is answered. */
  enum Kind {
    /** On a virtual thread; may block. */
    BLOCKING,
    /** On the event loop; must return at once. */
    IMMEDIATE,
    /** By handing the connection over to another protocol. */
    UPGRADE
  }

  static Route of(String method, String template, Access access, Handler handler) {
    return new Route(method, template, access, Set.of(), Kind.BLOCKING, handler);
  }

  Route consuming(String... mediaTypes) {
    return new Route(method, template, access, Set.of(mediaTypes), kind, handler);
  }

  Route immediate() {
    return new Route(method, template, access, consumes, Kind.IMMEDIATE, handler);
  }

  Route upgrading() {
    return new Route(method, template, access, consumes, Kind.UPGRADE, handler);
  }

  /** The same with another handler. */
  Route answeredBy(Handler other) {
    return new Route(method, template, access, consumes, kind, other);
  }

  /** What the template takes out of the path, or empty if the path does not match. */
  Optional<Map<String, String>> match(List<String> path) {
    List<String> parts = templateSegments();
    boolean open = !parts.isEmpty() && parts.getLast().endsWith("*}");
    if (open ? path.size() < parts.size() : path.size() != parts.size()) {
      return Optional.empty();
    }
    Map<String, String> taken = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (part.startsWith("{") && path.get(i).isEmpty()) {
        return Optional.empty();
      } else if (part.endsWith("*}")) {
        String rest = String.join("/", path.subList(i, path.size()));
        taken.put(part.substring(1, part.length() - 2), rest);
      } else if (part.startsWith("{")) {
        taken.put(part.substring(1, part.length() - 1), path.get(i));
      } else if (!part.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(taken);
  }

  private List<String> templateSegments() {
    List<String> segments = new ArrayList<>();
    if (template.length() > 1) {
      segments.addAll(List.of(template.substring(1).split("/", -1)));
    }
    return segments;
  }
}
