package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's side of the back channel, by the book: slots with sequences and what was said last. It
 * notes every operation that it executes.
 */
final class CallbackClient {

  /** One slot: its last request and the answer to it. */
  static final class Slot {
    long sequence;
    byte @Nullable [] call;
    byte @Nullable [] answer;
  }

  final List<Integer> executed = new ArrayList<>();
  final Slot[] slots;

  /** What it says to the next operations, if not OK. */
  Status operationStatus = Status.OK;

  /** What it says to CB_SEQUENCE, if not what the slots say. */
  @Nullable Status sequenceStatus;

  /** The highest slot that it wants used. */
  int target;

  CallbackClient(int count) {
    slots = new Slot[count];
    for (int i = 0; i < count; i++) {
      slots[i] = new Slot();
    }
    target = count - 1;
  }

  /** Pretends that a slot has counted that far already. */
  void countedTo(int slot, long sequence) {
    slots[slot].sequence = sequence;
  }

  /** Answers a CB_COMPOUND. */
  byte[] answer(byte[] call) {
    try {
      XdrReader from = new XdrReader(call);
      from.skipOpaque(10);
      require(from.readInt() == 1); // minor version
      from.readInt();
      require(from.readInt() == 2);
      require(from.readInt() == 11);
      SessionKey session = SessionKey.read(from);
      require(session.equals(Channels.SESSION));
      long sequence = from.readUnsigned();
      long number = from.readUnsigned();
      long highest = from.readUnsigned();
      require(highest >= number && highest < slots.length);
      require(!from.readBoolean());
      require(from.readInt() == 0); // no referring calls
      require(from.readInt() == 10);
      return answer(call, session, sequence, number, from.readInt());
    } catch (XdrException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] answer(
      byte[] call, SessionKey session, long sequence, long number, int operation) {
    if (sequenceStatus != null) {
      return failed(sequenceStatus);
    }
    if (number > target) {
      return failed(Status.BADSLOT);
    }
    Slot slot = slots[(int) number];
    if (sequence == slot.sequence && slot.answer != null) {
      return Arrays.equals(call, slot.call) ? slot.answer : failed(Status.SEQ_FALSE_RETRY);
    }
    if (sequence != (slot.sequence + 1 & 0xffff_ffffL)) {
      return failed(Status.SEQ_MISORDERED);
    }
    Status status = operationStatus;
    if (status == Status.OK) {
      executed.add(operation);
    }
    slot.sequence = sequence;
    slot.call = call.clone();
    slot.answer = done(session, sequence, number, status);
    return slot.answer;
  }

  static byte[] failed(Status status) {
    XdrWriter to = new XdrWriter();
    to.writeInt(status.code());
    to.writeText("");
    to.writeInt(1);
    to.writeInt(11);
    to.writeInt(status.code());
    return to.toBytes();
  }

  byte[] done(SessionKey session, long sequence, long slot, Status status) {
    XdrWriter to = new XdrWriter();
    to.writeInt(status.code());
    to.writeText("");
    to.writeInt(2);
    to.writeInt(11);
    to.writeInt(Status.OK.code());
    session.write(to);
    to.writeInt((int) sequence);
    to.writeInt((int) slot);
    to.writeInt(slots.length - 1);
    to.writeInt(target);
    to.writeInt(10);
    to.writeInt(status.code());
    return to.toBytes();
  }

  private static void require(boolean right) {
    if (!right) {
      throw new AssertionError("a call that no server may make");
    }
  }
}
