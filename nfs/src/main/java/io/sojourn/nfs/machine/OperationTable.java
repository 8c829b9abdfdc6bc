package io.sojourn.nfs.machine;

import io.sojourn.nfs.compound.OperationKind;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations that this server knows, by number. Immutable. */
public final class OperationTable {

  private final @Nullable OperationKind[] kinds = new OperationKind[Op.RECLAIM_COMPLETE + 1];

  OperationTable(List<OperationKind> all) {
    for (OperationKind kind : all) {
      if (kinds[kind.number()] != null) {
        throw new IllegalArgumentException("two operations of number " + kind.number());
      }
      kinds[kind.number()] = kind;
    }
  }

  /** The operation of a number; null if there is none, which is answered as illegal. */
  @Nullable OperationKind find(int number) {
    return number >= 0 && number < kinds.length ? kinds[number] : null;
  }

  /** Whether there is an operation of that number. */
  public boolean knows(int number) {
    return find(number) != null;
  }

  /** Whether a compound may consist of that operation without a SEQUENCE. */
  public static boolean needsNoSequence(int number) {
    return Positions.needsNoSequence(number);
  }

  /**
   * Reads the arguments of an operation that ends a compound.
   *
   * @throws XdrException if they are none, or more follows
   */
  public void check(int number, XdrReader arguments) throws XdrException {
    OperationKind kind = find(number);
    if (kind == null) {
      throw new XdrException("no operation has the number " + number);
    }
    kind.reader().read(arguments);
    arguments.requireEnd();
  }

  /**
   * The sessions that so many operations, as far as they can be read, are to destroy.
   *
   * @param operations they and their arguments
   * @param begin where they begin
   * @param end where they end
   */
  public List<SessionKey> destroyed(byte[] operations, int begin, int end, int count) {
    List<SessionKey> destroyed = new ArrayList<>();
    XdrReader from = new XdrReader(operations, begin, end);
    try {
      for (int i = 0; i < count; i++) {
        OperationKind kind = find(from.readInt());
        if (kind == null) {
          return destroyed;
        }
        if (kind.reader().read(from) instanceof SessionOperations.DestroySession destroy) {
          destroyed.add(destroy.session());
        }
      }
    } catch (XdrException e) {
      // Whoever executes it stops there too.
    }
    return destroyed;
  }

  /**
   * Whether any of so many operations, as far as they can be read, may change what is kept.
   *
   * @param operations they and their arguments
   * @param begin where they begin
   * @param end where they end
   */
  public boolean changes(byte[] operations, int begin, int end, int count) {
    XdrReader from = new XdrReader(operations, begin, end);
    try {
      for (int i = 0; i < count; i++) {
        OperationKind kind = find(from.readInt());
        if (kind == null || kind.changes()) {
          return kind != null;
        }
        kind.reader().read(from);
      }
    } catch (XdrException e) {
      // Whoever executes it stops there too.
      return false;
    }
    return false;
  }
}
