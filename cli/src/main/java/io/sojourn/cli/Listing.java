package io.sojourn.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a server lists page by page, as far as it was asked for.
 *
 * @param rows in the server's order
 * @param hasMore whether there are more than were asked for
 */
record Listing(List<ObjectNode> rows, boolean hasMore) {

  /** Asks for a page. */
  @FunctionalInterface
  interface Pages {
    /** The page behind a cursor; an empty cursor is the beginning. */
    ObjectNode page(int count, String cursor);
  }

  /**
   * Fetches page after page.
   *
   * @param member of a page that has the rows
   * @param limit how many are wanted, at least 1
   * @param pageSize how many to ask for at once
   */
  static Listing fetch(String member, int limit, int pageSize, Pages pages) {
    if (limit < 1) {
      throw new CommandFailure(ExitStatus.USAGE, "--limit must be at least 1");
    }
    List<ObjectNode> rows = new ArrayList<>();
    String cursor = "";
    do {
      ObjectNode page = pages.page(Math.min(pageSize, limit - rows.size()), cursor);
      page.path(member).forEach(row -> row.asObjectOpt().ifPresent(rows::add));
      cursor = Json.text(page, "next_cursor");
    } while (!cursor.isEmpty() && rows.size() < limit);
    return new Listing(rows, !cursor.isEmpty());
  }
}
