package io.sojourn.nfs.machine;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.SequenceResult;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.function.Consumer;

/**
 * A COMPOUND4res while it is written: status, tag, and the results so far (RFC 8881, 16.2). Not
 * thread-safe.
 */
public final class Results {

  /** How long the result of an operation that failed is at most: number, status, one bitmap. */
  static final int FAILURE_BYTES = 12;

  private static final int HEAD_BYTES = 12;

  private final XdrWriter to;
  private final int countAt;
  private int count;
  private int resultAt;
  private Status status = Status.OK;

  /** Begins one that echoes the tag. */
  public Results(byte[] tag, int room) {
    to = new XdrWriter(room);
    to.writeInt(Status.OK.code());
    to.writeOpaque(tag);
    countAt = to.length();
    to.writeInt(0);
    resultAt = to.length();
  }

  /** A reply without a single result. */
  public static byte[] empty(byte[] tag, Status status) {
    Results results = new Results(tag, HEAD_BYTES + tag.length + 4);
    results.status = status;
    return results.toBytes();
  }

  /** The reply to a SEQUENCE alone. */
  public static byte[] solo(byte[] tag, SequenceResult result) {
    XdrWriter to = new XdrWriter(length(tag, 2 * Integer.BYTES + SequenceResult.BYTES));
    to.writeInt(Status.OK.code());
    to.writeOpaque(tag);
    to.writeInt(1);
    to.writeInt(Op.SEQUENCE);
    to.writeInt(Status.OK.code());
    result.write(to);
    return to.toBytes();
  }

  /** A reply of one operation that succeeded. */
  public static byte[] of(byte[] tag, int op, Consumer<XdrWriter> result) {
    Results results = new Results(tag, length(tag, 64));
    result.accept(results.begin(op));
    results.end();
    return results.toBytes();
  }

  /** The reply to a SEQUENCE that succeeded and an operation behind it that did not. */
  public static byte[] failureBehind(byte[] tag, SequenceResult result, int op, Status status) {
    Results results = new Results(tag, length(tag, 128));
    result.write(results.begin(Op.SEQUENCE));
    results.end();
    results.fail(op, status, op == Op.SETATTR ? Integer.BYTES : 0);
    return results.toBytes();
  }

  /** A reply of one operation that failed. */
  public static byte[] failure(byte[] tag, int op, Status status) {
    Results results = new Results(tag, HEAD_BYTES + FAILURE_BYTES + tag.length + 4);
    results.fail(op, status, 0);
    return results.toBytes();
  }

  /** How long a reply is that has so many bytes of results. */
  public static int length(byte[] tag, int resultBytes) {
    return HEAD_BYTES + (tag.length + 3 & ~3) + resultBytes;
  }

  /** How long it is so far. */
  public int length() {
    return to.length();
  }

  /** Begins the result of an operation, good so far. */
  XdrWriter begin(int op) {
    to.writeInt(op);
    to.writeInt(Status.OK.code());
    return to;
  }

  /** Ends the result that was begun. */
  void end() {
    count++;
    resultAt = to.length();
  }

  /**
   * Puts a failure in the place of what may have been begun, which is the last result then.
   *
   * @param zeros how many zero bytes follow the status
   */
  void fail(int op, Status why, int zeros) {
    to.truncate(resultAt);
    to.writeInt(op);
    to.writeInt(why.code());
    for (int i = 0; i < zeros; i += Integer.BYTES) {
      to.writeInt(0);
    }
    status = why;
    end();
  }

  /** Writes a result that is encoded already. */
  void add(int op, byte[] result) {
    begin(op).writeEncoded(result, 0, result.length);
    end();
  }

  /** That of the last operation, and so of the compound. */
  public Status status() {
    return status;
  }

  /** The whole reply. */
  public byte[] toBytes() {
    to.setInt(0, status.code());
    to.setInt(countAt, count);
    return to.toBytes();
  }
}
