package io.sojourn.nfs.machine;

import io.sojourn.nfs.compound.Operation;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;

/**
 * Where in a compound an operation may stand (RFC 8881, 2.10.6.4, 18.34 to 18.37, 18.46, 18.50).
 */
final class Positions {

  private Positions() {}

  /** Whether an operation may begin a compound that has no SEQUENCE. */
  static boolean needsNoSequence(int op) {
    return switch (op) {
      case Op.EXCHANGE_ID,
          Op.CREATE_SESSION,
          Op.DESTROY_SESSION,
          Op.DESTROY_CLIENTID,
          Op.BIND_CONN_TO_SESSION ->
          true;
      default -> false;
    };
  }

  /** Checks an operation of which no more than the number is known. */
  static void check(int op, CompoundCall call) throws NfsException {
    if (call.slot() != null) {
      if (op == Op.SEQUENCE) {
        throw new NfsException(Status.SEQUENCE_POS);
      }
      if (op == Op.BIND_CONN_TO_SESSION) {
        throw new NfsException(Status.NOT_ONLY_OP);
      }
    } else if (!needsNoSequence(op)) {
      throw new NfsException(Status.OP_NOT_IN_SESSION);
    } else if (call.count() > 1) {
      throw new NfsException(Status.NOT_ONLY_OP);
    }
  }

  /** Checks an operation whose arguments are read. */
  static void check(Operation operation, CompoundCall call, boolean last) throws NfsException {
    SlotUse slot = call.slot();
    if (operation instanceof SessionOperations.DestroySession destroy
        && slot != null
        && !last
        && destroy.session().equals(slot.session())) {
      throw new NfsException(Status.NOT_ONLY_OP);
    }
  }
}
