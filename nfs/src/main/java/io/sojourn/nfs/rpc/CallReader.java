package io.sojourn.nfs.rpc;

import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the headers of one connection's calls (RFC 5531, section 9): refuses a call in the
 * protocol's own form, answers NULL, or hands the call to its program. On the event loop.
 */
final class CallReader {

  private static final Logger log = LoggerFactory.getLogger(CallReader.class);

  private static final int RPC_VERSION = 2;
  private static final int NULL_PROCEDURE = 0;
  private static final byte[] NOTHING = {};

  private final Line line;
  private final List<RpcProgram> programs;
  private final CredentialReader credentials = new CredentialReader();
  private int count;

  CallReader(Line line, List<RpcProgram> programs) {
    this.line = line;
    this.programs = programs;
  }

  /** How many calls came since the last time. */
  int takeCount() {
    int taken = count;
    count = 0;
    return taken;
  }

  /**
   * Takes a call, of which xid and type were read.
   *
   * @throws XdrException if it ends before its credential begins
   */
  void take(int xid, byte[] record, XdrReader from) throws XdrException {
    count++;
    int rpcVersion = from.readInt();
    int number = from.readInt();
    int version = from.readInt();
    int procedure = from.readInt();
    try {
      if (rpcVersion != RPC_VERSION) {
        throw new CallRefused(RpcRefusal.RPC_MISMATCH);
      }
      Principal principal = credentials.readCredential(record, from);
      credentials.readVerifier(from);
      RpcProgram program = program(number);
      if (program == null) {
        throw new CallRefused(RpcRefusal.PROGRAM_UNAVAILABLE);
      }
      if (!program.serves(version)) {
        line.refuse(
            xid, RpcRefusal.PROGRAM_MISMATCH, program.lowestVersion(), program.highestVersion());
      } else if (procedure == NULL_PROCEDURE) {
        line.output().reply(xid, NOTHING, 0);
      } else {
        int begin = from.position();
        hand(
            program.handler(),
            new RpcCall(line, xid, version, procedure, principal, record, begin));
      }
    } catch (CallRefused e) {
      line.refuse(xid, e.reason(), 0, 0);
    }
  }

  private @Nullable RpcProgram program(int number) {
    for (int i = 0; i < programs.size(); i++) {
      if (programs.get(i).number() == number) {
        return programs.get(i);
      }
    }
    return null;
  }

  private void hand(RpcHandler handler, RpcCall call) {
    line.began(call);
    try {
      handler.handle(call);
    } catch (RuntimeException e) {
      log.warn("the handler of a call failed", e);
      if (!call.isAnswered()) {
        call.systemError();
      }
    }
  }
}
