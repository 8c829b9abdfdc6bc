package io.sojourn.nfs.client;

import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.Arrays;

/** What one operation of a compound answered. Immutable. */
public final class OperationResult {

  private final int operation;
  private final Status status;
  private final byte[] reply;
  private final int begin;
  private final int end;

  OperationResult(int operation, Status status, byte[] reply, int begin, int end) {
    this.operation = operation;
    this.status = status;
    this.reply = reply;
    this.begin = begin;
    this.end = end;
  }

  /** The number of the operation, of {@link io.sojourn.nfs.protocol.Op}. */
  public int operation() {
    return operation;
  }

  /** How it ended. */
  public Status status() {
    return status;
  }

  /** Reads what follows the status. */
  public XdrReader read() {
    return new XdrReader(reply, begin, end);
  }

  /** What follows the status. */
  public byte[] bytes() {
    return Arrays.copyOfRange(reply, begin, end);
  }

  /** The operation and its status. */
  @Override
  public String toString() {
    return operation + ": " + status.rfcName();
  }
}
