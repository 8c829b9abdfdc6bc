package io.sojourn.server;

import java.util.Optional;

/**
 * Strong entity tags made of versions, and the preconditions that use them (RFC 9110 sections 8.8.3
 * and 13.1).
 */
final class EntityTag {

  private static final String ANY = "*";

  private EntityTag() {}

  static String of(long version) {
    return "\"" + version + "\"";
  }

  /** Whether the client demands a certain state by {@code If-Match}. */
  static boolean isDemanded(Request request) {
    return request.listHeader("If-Match").isPresent();
  }

  /**
   * Holds {@code If-Match} against a version.
   *
   * @throws ProblemException if it is given and the version is not among its tags
   */
  static void demand(Request request, long version) {
    Optional<String> wanted = request.listHeader("If-Match");
    if (wanted.isPresent() && !names(wanted.get(), of(version), false)) {
      throw Problem.of(
              ProblemType.VERSION_MISMATCH,
              "If-Match names another version; the current one is " + version + ".")
          .withHeader("ETag", of(version))
          .asException();
    }
  }

  /** Whether {@code If-None-Match} names the version: the client has it already. */
  static boolean isKnown(Request request, long version) {
    return isKnown(request, of(version));
  }

  /** Whether {@code If-None-Match} names the tag: the client has it already. */
  static boolean isKnown(Request request, String tag) {
    return request.listHeader("If-None-Match").map(tags -> names(tags, tag, true)).orElse(false);
  }

  /** Whether the client wants something made only if it is not there. */
  static boolean mustBeNew(Request request) {
    return request.listHeader("If-None-Match").map(tags -> tags.strip().equals(ANY)).orElse(false);
  }

  /**
   * Whether a list of tags names the wanted one.
   *
   * @param weakly whether a weak tag counts too: it does for reading, not for writing
   */
  private static boolean names(String tags, String wanted, boolean weakly) {
    if (tags.strip().equals(ANY)) {
      return true;
    }
    for (String tag : tags.split(",", -1)) {
      String stripped = tag.strip();
      if (stripped.equals(wanted) || (weakly && stripped.equals("W/" + wanted))) {
        return true;
      }
    }
    return false;
  }
}
