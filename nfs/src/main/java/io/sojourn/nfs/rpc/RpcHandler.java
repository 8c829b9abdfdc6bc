package io.sojourn.nfs.rpc;

/** Does what calls of a program ask for. */
@FunctionalInterface
public interface RpcHandler {

  /**
   * Takes one call. It runs on the event loop of the call's connection and must not block; the call
   * may be answered there or later from any thread. Every call has to be answered, or its
   * connection closed: until then it counts among those under way. What is thrown is answered with
   * SYSTEM_ERR.
   */
  void handle(RpcCall call);
}
