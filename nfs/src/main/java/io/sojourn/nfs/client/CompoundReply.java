package io.sojourn.nfs.client;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.SequenceResult;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The answer to a compound (RFC 8881, 16.2). The results are told apart when asked for. */
public final class CompoundReply {

  private static final int TAG_MAX = 1 << 20;
  private static final int RESULTS_MAX = 1 << 16;

  private final byte[] encoded;
  private final Status status;
  private final byte[] tag;
  private final int count;
  private final int resultsBegin;

  private CompoundReply(byte[] encoded) throws XdrException {
    this.encoded = encoded;
    XdrReader from = new XdrReader(encoded);
    this.status = readStatus(from);
    this.tag = from.readOpaque(TAG_MAX);
    this.count = from.readCount(RESULTS_MAX);
    this.resultsBegin = from.position();
  }

  /**
   * Reads the header of an answer.
   *
   * @throws XdrException if it is none
   */
  public static CompoundReply read(byte[] encoded) throws XdrException {
    return new CompoundReply(encoded);
  }

  private static Status readStatus(XdrReader from) throws XdrException {
    int code = from.readInt();
    try {
      return Status.of(code);
    } catch (IllegalArgumentException e) {
      throw new XdrException("a status of " + code);
    }
  }

  /** The status of the compound: that of its last result. */
  public Status status() {
    return status;
  }

  /**
   * Returns this if the status is OK.
   *
   * @throws NfsException if it is not
   */
  public CompoundReply orThrow() throws NfsException {
    if (status != Status.OK) {
      throw new NfsException(status);
    }
    return this;
  }

  /** The tag, which is that of the compound. */
  public String tag() {
    return new String(tag, StandardCharsets.UTF_8);
  }

  /** How many operations were answered. */
  public int count() {
    return count;
  }

  /** All of it, as it came; not to be changed. */
  public byte[] encoded() {
    return encoded;
  }

  /**
   * What each operation answered, in order, to the end of the answer.
   *
   * @throws XdrException if a result is not what its operation answers, or something follows
   */
  public List<OperationResult> results() throws XdrException {
    XdrReader from = new XdrReader(encoded, resultsBegin, encoded.length);
    List<OperationResult> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int operation = from.readInt();
      Status ended = readStatus(from);
      int begin = from.position();
      ResultShape.skip(operation, ended.code(), from);
      results.add(new OperationResult(operation, ended, encoded, begin, from.position()));
    }
    from.requireEnd();
    return results;
  }

  /**
   * Reads what the first result of an operation says behind its status OK.
   *
   * @throws XdrException if there is none, or one without that status
   */
  public XdrReader read(int operation) throws XdrException {
    for (OperationResult result : results()) {
      if (result.operation() == operation && result.status() == Status.OK) {
        return result.read();
      }
    }
    throw new XdrException("no operation " + operation + " succeeded");
  }

  /**
   * The result of the SEQUENCE that the compound begins with.
   *
   * @throws XdrException if it does not begin with one that succeeded
   */
  public SequenceResult sequence() throws XdrException {
    XdrReader from = new XdrReader(encoded, resultsBegin, encoded.length);
    if (count == 0 || from.readInt() != Op.SEQUENCE || from.readInt() != Status.OK.code()) {
      throw new XdrException("no SEQUENCE succeeded");
    }
    return SequenceResult.read(from);
  }

  /** Whether it begins with a SEQUENCE that succeeded. */
  public boolean isSequenced() {
    try {
      XdrReader from = new XdrReader(encoded, resultsBegin, encoded.length);
      return count > 0 && from.readInt() == Op.SEQUENCE && from.readInt() == Status.OK.code();
    } catch (XdrException e) {
      return false;
    }
  }

  /** The status and how many operations were answered. */
  @Override
  public String toString() {
    return status.rfcName() + " after " + count + " operations";
  }
}
