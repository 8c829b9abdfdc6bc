package io.sojourn.nfs.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of one fragment each, many into one buffer, which leaves with {@link #flush} or
 * when it is full. On the event loop only.
 */
final class RecordOutput {

  private static final int BATCH_BYTES = 32 << 10;
  private static final int LAST_FRAGMENT = 0x8000_0000;
  private static final int REPLY_HEADER_BYTES = 24;
  private static final int CALL_HEADER_BYTES = 24;
  private static final int MARK_BYTES = 4;

  private static final int REPLY = 1;
  private static final int DENIED = 1;
  private static final int AUTH_ERROR = 1;
  private static final int RPC_VERSION = 2;

  private final Channel channel;
  private final LoopSweep sweep;
  private final ChannelFutureListener taken = future -> taken();
  private @Nullable ByteBuf batch;
  private long appended;
  private long flushed;
  private int given;
  private long movedAt;

  RecordOutput(Channel channel, LoopSweep sweep) {
    this.channel = channel;
    this.sweep = sweep;
  }

  /** A reply of a procedure that was executed: SUCCESS and its results. */
  void reply(int xid, byte[] results, int length) {
    ByteBuf to = begin(xid, REPLY_HEADER_BYTES + length, REPLY);
    to.writeLong(0); // MSG_ACCEPTED, and the flavor of the empty verifier
    to.writeLong(0); // its length, and SUCCESS
    to.writeBytes(results, 0, length);
  }

  /**
   * A reply that refuses a call (RFC 5531, section 9).
   *
   * @param low the lowest version that is served, where the refusal says so
   * @param high the highest
   */
  void refuse(int xid, RpcRefusal reason, int low, int high) {
    switch (reason) {
      case RPC_MISMATCH -> {
        ByteBuf to = begin(xid, 24, REPLY);
        to.writeInt(DENIED);
        to.writeInt(reason.code());
        to.writeInt(RPC_VERSION);
        to.writeInt(RPC_VERSION);
      }
      case BAD_CREDENTIAL, REJECTED_CREDENTIAL, BAD_VERIFIER -> {
        ByteBuf to = begin(xid, 20, REPLY);
        to.writeInt(DENIED);
        to.writeInt(AUTH_ERROR);
        to.writeInt(reason.code());
      }
      case PROGRAM_MISMATCH -> {
        accepted(xid, REPLY_HEADER_BYTES + 8, reason).writeInt(low).writeInt(high);
      }
      case PROGRAM_UNAVAILABLE, PROCEDURE_UNAVAILABLE, GARBAGE_ARGUMENTS, SYSTEM_ERROR ->
          accepted(xid, REPLY_HEADER_BYTES, reason);
      default -> throw new IllegalArgumentException(reason + " is not answered");
    }
  }

  private ByteBuf accepted(int xid, int length, RpcRefusal reason) {
    ByteBuf to = begin(xid, length, REPLY);
    to.writeLong(0); // MSG_ACCEPTED, and the flavor of the empty verifier
    to.writeInt(0); // its length
    return to.writeInt(reason.code());
  }

  /**
   * A call.
   *
   * @return how many bytes of output there were then, since the connection began
   */
  long call(OutgoingCall call) {
    byte[] credential = call.credential().encoded();
    byte[] arguments = call.arguments();
    int length = CALL_HEADER_BYTES + credential.length + arguments.length;
    ByteBuf to = begin(call.xid(), length, 0);
    to.writeInt(RPC_VERSION);
    to.writeInt(call.program());
    to.writeInt(call.version());
    to.writeInt(call.procedure());
    to.writeBytes(credential);
    to.writeBytes(arguments);
    return appended;
  }

  /** Begins a record of that length with its mark, the xid and the type of message. */
  private ByteBuf begin(int xid, int length, int type) {
    int bytes = MARK_BYTES + length;
    ByteBuf to = batch;
    if (to != null && to.writableBytes() < bytes) {
      write();
      to = null;
    }
    if (to == null) {
      to = channel.alloc().ioBuffer(Math.max(bytes, BATCH_BYTES));
      batch = to;
    }
    appended += bytes;
    to.writeInt(LAST_FRAGMENT | length);
    to.writeInt(xid);
    return to.writeInt(type);
  }

  private void write() {
    ByteBuf full = batch;
    if (full != null) {
      batch = null;
      if (given++ == 0) {
        movedAt = sweep.nowMillis();
      }
      var unused = channel.write(full).addListener(taken);
    }
  }

  private void taken() {
    given--;
    movedAt = sweep.nowMillis();
  }

  /**
   * Gives the socket all that was written.
   *
   * @return how many bytes that was
   */
  long flush() {
    long bytes = appended - flushed;
    if (bytes > 0) {
      write();
      flushed = appended;
      channel.flush();
    }
    return bytes;
  }

  /** Whether the socket was given what was written when there were so many bytes of output. */
  boolean wasGiven(long offset) {
    return offset <= flushed;
  }

  /** Whether the peer has taken nothing of what it was given for so long. */
  boolean isStalled(long now, long millis) {
    return given > 0 && now - movedAt >= millis;
  }

  /** Lets go of what was not given to the socket; the connection is closed. */
  void release() {
    ByteBuf rest = batch;
    if (rest != null) {
      batch = null;
      rest.release();
    }
  }
}
