package io.sojourn.nfs.client;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCall;
import io.sojourn.nfs.rpc.RpcHandler;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers CB_COMPOUND (RFC 8881, 20): CB_SEQUENCE by the slots of its session, retries with the
 * reply that was kept, the rest by the session's handler.
 */
final class CallbackService implements RpcHandler {

  private static final int CB_COMPOUND = 1;
  private static final int MINOR_VERSION = 1;
  private static final int TAG_MAX = 1024;
  private static final int OPERATIONS_MAX = 64;
  private static final int FILE_HANDLE_MAX = 128;
  private static final int LISTS_MAX = 64;
  private static final int CALLS_MAX = 1024;

  private static final int CB_RECALL = 4;
  private static final int CB_RECALL_SLOT = 10;
  private static final int CB_SEQUENCE = 11;
  private static final int LOWEST = 3;
  private static final int HIGHEST = 14;
  private static final int CB_ILLEGAL = 10044;

  private final Map<SessionKey, CallbackSlots> sessions = new ConcurrentHashMap<>();

  /** Answers callbacks of a session from now on. */
  void add(SessionKey session, CallbackSlots slots) {
    sessions.put(session, slots);
  }

  /** Knows a session no longer. */
  void remove(SessionKey session) {
    sessions.remove(session);
  }

  @Override
  public void handle(RpcCall call) {
    if (call.procedure() != CB_COMPOUND) {
      call.procedureUnavailable();
      return;
    }
    try {
      call.reply(new Turn(call.arguments()).run());
    } catch (XdrException e) {
      call.garbageArguments();
    }
  }

  /** One CB_COMPOUND. */
  private final class Turn {

    private final XdrReader from;
    private final XdrWriter results = new XdrWriter();
    private final byte[] tag;
    private final int minorVersion;
    private final int operations;
    private int answered;
    private @Nullable CallbackSlots slots;
    private long slot;
    private long sequence;
    private byte @Nullable [] again;

    Turn(XdrReader from) throws XdrException {
      this.from = from;
      tag = from.readOpaque(TAG_MAX);
      minorVersion = from.readInt();
      from.readInt(); // callback_ident, of NFSv4.0
      operations = from.readCount(OPERATIONS_MAX);
    }

    byte[] run() {
      Status status = minorVersion == MINOR_VERSION ? Status.OK : Status.MINOR_VERS_MISMATCH;
      while (status == Status.OK && answered < operations) {
        status = next();
        byte[] kept = again;
        if (kept != null) {
          return kept;
        }
      }
      byte[] reply = reply(status);
      CallbackSlots used = slots;
      if (used != null) {
        used.keep(slot, sequence, reply);
      }
      return reply;
    }

    private byte[] reply(Status status) {
      XdrWriter reply = new XdrWriter();
      reply.writeInt(status.code());
      reply.writeOpaque(tag);
      reply.writeInt(answered);
      reply.writeEncoded(results.array(), 0, results.length());
      return reply.toBytes();
    }

    /** Answers the next operation: its number, status and result. */
    private Status next() {
      int before = results.length();
      try {
        int operation = from.readInt();
        boolean known = operation >= LOWEST && operation <= HIGHEST;
        results.writeInt(known ? operation : CB_ILLEGAL);
        results.writeInt(Status.OK.code());
        Status status = known ? run(operation) : Status.OP_ILLEGAL;
        results.setInt(before + 4, status.code());
        answered++;
        return status;
      } catch (XdrException e) {
        results.truncate(Math.min(results.length(), before + 8));
        if (results.length() == before + 8) {
          results.setInt(before + 4, Status.BADXDR.code());
          answered++;
        }
        return Status.BADXDR;
      }
    }

    private Status run(int operation) throws XdrException {
      CallbackSlots open = slots;
      if (operation == CB_SEQUENCE) {
        return open == null && answered == 0 ? sequence() : Status.SEQUENCE_POS;
      }
      if (open == null) {
        return Status.OP_NOT_IN_SESSION;
      }
      return switch (operation) {
        case CB_RECALL -> {
          StateId delegation = StateId.read(from);
          boolean truncate = from.readBoolean();
          yield open.handler().recall(delegation, truncate, from.readOpaque(FILE_HANDLE_MAX));
        }
        case CB_RECALL_SLOT -> open.handler().recallSlots(from.readUnsigned());
        default -> Status.NOTSUPP;
      };
    }

    private Status sequence() throws XdrException {
      SessionKey session = SessionKey.read(from);
      long askedSequence = from.readUnsigned();
      long askedSlot = from.readUnsigned();
      from.readInt(); // the highest slot that the server uses
      from.readBoolean(); // whether to keep the reply: it is kept
      referringCalls();
      CallbackSlots known = sessions.get(session);
      if (known == null) {
        return Status.BADSESSION;
      }
      return switch (known.order(askedSlot, askedSequence)) {
        case NO_SLOT -> Status.BADSLOT;
        case MISORDERED -> Status.SEQ_MISORDERED;
        case AGAIN -> {
          again = known.kept(askedSlot);
          yield Status.OK;
        }
        case NEXT -> {
          slots = known;
          slot = askedSlot;
          sequence = askedSequence;
          session.write(results);
          results.writeInt((int) askedSequence);
          results.writeInt((int) askedSlot);
          results.writeInt((int) known.highest());
          results.writeInt((int) known.highest());
          yield Status.OK;
        }
      };
    }

    private void referringCalls() throws XdrException {
      int lists = from.readCount(LISTS_MAX);
      for (int i = 0; i < lists; i++) {
        SessionKey session = SessionKey.read(from);
        int calls = from.readCount(CALLS_MAX);
        for (int call = 0; call < calls; call++) {
          long referredSequence = from.readUnsigned();
          long referredSlot = from.readUnsigned();
          CallbackSlots known = sessions.get(session);
          if (known != null) {
            known.handler().referring(session, referredSlot, referredSequence);
          }
        }
      }
    }
  }
}
