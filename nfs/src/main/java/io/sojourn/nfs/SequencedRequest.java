package io.sojourn.nfs;

import io.sojourn.nfs.machine.Results;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCall;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.session.SequenceResult;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/**
 * A compound that begins with SEQUENCE, on its way through the door.
 *
 * @param reign in which it came
 * @param arguments those of its SEQUENCE
 * @param begin where in the record the operations behind the SEQUENCE begin
 * @param peer the connection that it came over
 */
record SequencedRequest(
    Reign reign,
    RpcCall call,
    CompoundHeader header,
    SequenceArguments arguments,
    int begin,
    Peer peer) {

  /** How many operations follow the SEQUENCE. */
  int operations() {
    return (int) header.count() - 1;
  }

  /** The reply if the SEQUENCE was good, and the operation behind it, if there is one, was not. */
  byte[] failing(SequenceResult result, Status status) {
    if (operations() == 0) {
      return Results.solo(header.tag(), result);
    }
    XdrReader from = new XdrReader(call.record(), begin, call.argumentsEnd());
    int op;
    try {
      op = from.readInt();
    } catch (XdrException e) {
      op = Op.ILLEGAL;
    }
    return Results.failureBehind(header.tag(), result, op, status);
  }
}
