package io.sojourn.nfs.rpc;

/** A call that is refused in the protocol's own form. Without a stack trace: it is an answer. */
final class CallRefused extends Exception {

  private static final long serialVersionUID = 1;

  private final RpcRefusal reason;

  CallRefused(RpcRefusal reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  RpcRefusal reason() {
    return reason;
  }
}
