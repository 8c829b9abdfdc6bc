package io.sojourn.nfs.compound;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/**
 * A kind of operation: what is known of it before its arguments are.
 *
 * @param number of {@link io.sojourn.nfs.protocol.Op}
 * @param name as the RFC writes it
 * @param changes whether it may change anything that is kept: such a compound goes through the log
 * @param resultBytesMax for one that changes something, the longest that its result can be, in
 *     bytes, without its number and status: looked at before it runs, so that no reply is too big
 *     after the fact. 0 for one that changes nothing: its result is measured when it is there
 * @param reader reads the arguments
 */
public record OperationKind(
    int number, String name, boolean changes, int resultBytesMax, Reader reader) {

  /**
   * How many zero bytes follow the status in the result of one that failed, whatever it failed of:
   * SETATTR alone tells which attributes it has set even then, none (18.30.2).
   */
  public int failureBytes() {
    return number == Op.SETATTR ? Integer.BYTES : 0;
  }

  /** Reads the arguments of one operation; whatever is variable in them is bounded. */
  @FunctionalInterface
  public interface Reader {

    /** Reads them, and nothing behind them. */
    Operation read(XdrReader arguments) throws XdrException;
  }
}
