package io.sojourn.server;

import java.util.Set;

/**
 * Strictness about query parameters: one that nobody reads is a mistake that the caller should see.
 */
final class Query {

  private Query() {}

  /**
   * Refuses parameters that are not known.
   *
   * @throws ProblemException naming the first of them
   */
  static void allowOnly(Request request, String... known) {
    Set<String> names = Set.of(known);
    for (String name : request.target().query().keySet()) {
      if (!names.contains(name)) {
        throw invalid(name, "There is no parameter " + name + " here.");
      }
    }
  }

  static ProblemException invalid(String name, String detail) {
    return Problem.of(ProblemType.INVALID_PARAMETER, detail).with("parameter", name).asException();
  }
}
