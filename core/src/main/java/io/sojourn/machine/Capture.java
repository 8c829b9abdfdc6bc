package io.sojourn.machine;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How far a capture of ordered entries has come. An entry that is changed before the capture
 * reaches it is saved first, so that the rows are those of the moment when the capture began.
 *
 * @param <P> the place of an entry in the order
 */
final class Capture<P> {

  private final Comparator<? super P> order;
  private final UnaryOperator<@Nullable P> behind;
  private final Function<P, @Nullable SnapshotRecord> rowAt;
  private final Set<P> touched = new HashSet<>();
  private final ArrayDeque<SnapshotRecord> saved = new ArrayDeque<>();
  private boolean underWay;
  private @Nullable P last;

  /**
   * Makes one that has not begun.
   *
   * @param behind the first place of an entry behind a place, or of all for null; null if there is
   *     none
   * @param rowAt the row of the entry at a place as it is now; null if there is none
   */
  Capture(
      Comparator<? super P> order,
      UnaryOperator<@Nullable P> behind,
      Function<P, @Nullable SnapshotRecord> rowAt) {
    this.order = order;
    this.behind = behind;
    this.rowAt = rowAt;
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** Begins with the entries as they are now; one that is under way is given up. */
  void begin() {
    end();
    underWay = true;
    last = null;
  }

  /** Ends it, complete or not. */
  void end() {
    underWay = false;
    touched.clear();
    saved.clear();
  }

  /** To be called before an entry comes, changes or goes. */
  void beforeChange(P place) {
    P reached = last;
    boolean ahead = underWay && (reached == null || order.compare(place, reached) > 0);
    SnapshotRecord row = ahead && touched.add(place) ? rowAt.apply(place) : null;
    if (row != null) {
      saved.add(row);
    }
  }

  /** The next row, or null at the end. */
  @Nullable SnapshotRecord next() {
    SnapshotRecord early = saved.poll();
    if (early != null) {
      return early;
    }
    while (underWay) {
      P next = behind.apply(last);
      if (next == null) {
        underWay = false;
        touched.clear();
        return null;
      }
      last = next;
      if (!touched.remove(next)) {
        return rowAt.apply(next);
      }
    }
    return null;
  }
}
