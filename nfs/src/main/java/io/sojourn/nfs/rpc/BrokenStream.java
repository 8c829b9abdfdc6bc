package io.sojourn.nfs.rpc;

/**
 * Bytes after which a connection cannot go on. Without a stack trace: hostile input is ordinary.
 */
final class BrokenStream extends Exception {

  private static final long serialVersionUID = 1;

  private final RpcRefusal reason;

  BrokenStream(RpcRefusal reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  RpcRefusal reason() {
    return reason;
  }
}
