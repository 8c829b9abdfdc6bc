package io.sojourn.nfs.session;

import io.sojourn.channel.SlotTable;
import java.util.OptionalInt;

/** How many slots a fore channel has. Behind the lock of its channel. */
final class SlotCount {

  /*
   * A session begins with what was negotiated. When a client uses the highest slot that it was asked
   * to use, it is granted half as many more, up to what it asked for and the server's bound. When
   * the replies kept for all sessions are over the budget, a session that makes a request is asked
   * for half of its slots, and again when it has given them. SlotTable retires a slot only when the
   * client has agreed. A client that makes no requests learns of a lower target by CB_RECALL_SLOT
   * alone: relieve() says when that is to be sent.
   */

  /** How few slots a session is left with, if it had more. */
  static final int KEPT = 4;

  private final SlotTable table;
  private final SlotBudget budget;
  private int usedLately;

  SlotCount(SlotTable table, SlotBudget budget) {
    this.table = table;
    this.budget = budget;
  }

  /** A new request has come on that slot. */
  void used(int slot) {
    usedLately++;
    if (budget.isOver()) {
      shrink();
    } else if (slot >= table.targetHighestSlot()) {
      int target = table.targetHighestSlot();
      setTarget(target + Math.max(1, (target + 1) / 2));
    }
  }

  /** Some time has passed: the highest slot to ask for, if the client does not follow. */
  OptionalInt relieve() {
    boolean silent = usedLately == 0;
    if (budget.isOver()) {
      shrink();
    }
    int highest = table.highestSlot();
    int target = table.targetHighestSlot();
    boolean lags = highest > target && (silent || usedLately > 4 * (highest + 1));
    usedLately = 0;
    return lags ? OptionalInt.of(target) : OptionalInt.empty();
  }

  /** Asks for half of the slots, once those that were asked for before have been given. */
  private void shrink() {
    int target = table.targetHighestSlot();
    if (target == table.highestSlot() && target >= KEPT) {
      setTarget(Math.max(KEPT - 1, target / 2));
    }
  }

  private void setTarget(int highestSlot) {
    int before = table.targetHighestSlot();
    table.setTargetHighestSlot(highestSlot);
    if (table.targetHighestSlot() != before) {
      usedLately = 0;
    }
  }
}
