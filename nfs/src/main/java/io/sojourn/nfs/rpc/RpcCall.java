package io.sojourn.nfs.rpc;

import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A call of a procedure, its header read and its credential checked (RFC 5531, section 9). It is
 * answered once, from any thread; replies leave in any order. An answer to a connection that is
 * closed goes nowhere.
 */
public final class RpcCall extends Outgoing {

  private static final byte[] NOTHING = {};
  private static final VarHandle ANSWERED = answered();

  private final Line line;
  private final int xid;
  private final int version;
  private final int procedure;
  private final Principal principal;
  private final byte[] record;
  private final int argumentsBegin;

  @SuppressWarnings("unused") // by its handle
  private volatile boolean answered;

  private byte[] results = NOTHING;
  private int resultsLength;
  private @Nullable RpcRefusal refusal;

  RpcCall(
      Line line,
      int xid,
      int version,
      int procedure,
      Principal principal,
      byte[] record,
      int argumentsBegin) {
    this.line = line;
    this.xid = xid;
    this.version = version;
    this.procedure = procedure;
    this.principal = principal;
    this.record = record;
    this.argumentsBegin = argumentsBegin;
  }

  private static VarHandle answered() {
    try {
      return MethodHandles.lookup().findVarHandle(RpcCall.class, "answered", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** By which connection it came. */
  public RpcConnection connection() {
    return line.connection();
  }

  /** The number that the caller gave it. */
  public int xid() {
    return xid;
  }

  /** The version of the program, one of those that are served. */
  public int version() {
    return version;
  }

  /** The procedure; never 0, which is answered already. */
  public int procedure() {
    return procedure;
  }

  /** Who asks. */
  public Principal principal() {
    return principal;
  }

  /** The whole record, which is this call's alone; not to be changed. */
  public byte[] record() {
    return record;
  }

  /** Where in the record the arguments begin. */
  public int argumentsBegin() {
    return argumentsBegin;
  }

  /** Where in the record they end, which is its end. */
  public int argumentsEnd() {
    return record.length;
  }

  /** Reads the arguments. */
  public XdrReader arguments() {
    return new XdrReader(record, argumentsBegin, record.length);
  }

  /**
   * Answers with SUCCESS and these results. The writer may be used again when this returns.
   *
   * @throws IllegalStateException if it was answered before
   */
  public void reply(XdrWriter writer) {
    if (line.isOnLoop()) {
      answer(writer.array(), writer.length(), null);
    } else {
      byte[] copy = writer.toBytes();
      answer(copy, copy.length, null);
    }
  }

  /**
   * Answers with SUCCESS and these results, a multiple of four bytes that nobody changes any more.
   *
   * @throws IllegalStateException if it was answered before
   */
  public void reply(byte[] encoded) {
    answer(encoded, encoded.length, null);
  }

  /**
   * Answers that the arguments are not what the procedure takes.
   *
   * @throws IllegalStateException if it was answered before
   */
  public void garbageArguments() {
    answer(NOTHING, 0, RpcRefusal.GARBAGE_ARGUMENTS);
  }

  /**
   * Answers that there is no such procedure.
   *
   * @throws IllegalStateException if it was answered before
   */
  public void procedureUnavailable() {
    answer(NOTHING, 0, RpcRefusal.PROCEDURE_UNAVAILABLE);
  }

  /**
   * Answers that the server failed.
   *
   * @throws IllegalStateException if it was answered before
   */
  public void systemError() {
    answer(NOTHING, 0, RpcRefusal.SYSTEM_ERROR);
  }

  /** Whether it was answered. */
  public boolean isAnswered() {
    return answered;
  }

  private void answer(byte[] bytes, int length, @Nullable RpcRefusal reason) {
    if (!ANSWERED.compareAndSet(this, false, true)) {
      throw new IllegalStateException("the call is answered already");
    }
    results = bytes;
    resultsLength = length;
    refusal = reason;
    line.send(this);
  }

  @Override
  void writeTo(Line to) {
    to.ended(this);
    RpcRefusal reason = refusal;
    if (reason == null) {
      to.output().reply(xid, results, resultsLength);
    } else {
      to.refuse(xid, reason, 0, 0);
    }
    results = NOTHING; // the caller may keep the call, or use the writer again
  }

  @Override
  void drop() {
    results = NOTHING;
  }
}
