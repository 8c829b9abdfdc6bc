package io.sojourn.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The route table: finds the handler of a method and a path.
 *
 * <p>A literal segment wins over a parameter, because routes are tried in the order in which they
 * were given and the table refuses a literal route that an earlier one would hide. {@code HEAD} is
 * answered by {@code GET}'s handler.
 */
final class Routes {

  /** What looking up a request gives. */
  sealed interface Found {
    /**
     * The route that answers.
     *
     * @param route the route
     * @param parameters what its template took out of the path
     */
    record Match(Route route, Map<String, String> parameters) implements Found {}

    /**
     * The path exists, but not with that method.
     *
     * @param allow the value of the {@code Allow} header field
     */
    record OtherMethods(String allow) implements Found {}

    /** There is no such path. */
    enum Nothing implements Found {
      /** The one value. */
      INSTANCE
    }
  }

  private final List<Route> routes;

  Routes(List<Route> routes) {
    for (int i = 0; i < routes.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (hides(routes.get(j), routes.get(i))) {
          throw new IllegalArgumentException(routes.get(j) + " hides " + routes.get(i));
        }
      }
    }
    this.routes = List.copyOf(routes);
  }

  private static boolean hides(Route earlier, Route later) {
    if (!earlier.method().equals(later.method())) {
      return false;
    }
    List<String> literal = new ArrayList<>();
    for (String segment : later.template().substring(1).split("/", -1)) {
      if (!segment.isEmpty()) {
        literal.add(segment);
      }
    }
    return earlier.match(literal).isPresent();
  }

  List<Route> all() {
    return routes;
  }

  Found find(String method, List<String> path) {
    String asked = method.equals("HEAD") ? "GET" : method;
    TreeSet<String> others = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<String, String>> parameters = route.match(path);
      if (parameters.isPresent()) {
        if (route.method().equals(asked)) {
          return new Found.Match(route, parameters.get());
        }
        others.add(route.method());
      }
    }
    if (others.isEmpty()) {
      return Found.Nothing.INSTANCE;
    }
    if (others.contains("GET")) {
      others.add("HEAD");
    }
    others.add("OPTIONS");
    return new Found.OtherMethods(String.join(", ", others));
  }
}
