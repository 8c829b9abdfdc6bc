package io.sojourn.nfs.rpc;

import java.util.concurrent.CompletableFuture;

/** A call to the peer of a connection, and who waits for its reply. */
final class OutgoingCall extends Outgoing {

  private final CallsOut calls;
  private final int xid;
  private final int program;
  private final int version;
  private final int procedure;
  private final RpcCredential credential;
  private final byte[] arguments;
  private final long timeoutMillis;
  private final CompletableFuture<byte[]> results = new CompletableFuture<>();

  private long deadline;
  private long endOfOutput;

  OutgoingCall(
      CallsOut calls,
      int xid,
      int program,
      int version,
      int procedure,
      RpcCredential credential,
      byte[] arguments,
      long timeoutMillis) {
    this.calls = calls;
    this.xid = xid;
    this.program = program;
    this.version = version;
    this.procedure = procedure;
    this.credential = credential;
    this.arguments = arguments;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  void writeTo(Line line) {
    deadline = calls.begin(this, timeoutMillis);
    endOfOutput = line.output().call(this);
  }

  @Override
  void drop() {
    calls.end(this, new RpcException.NotWritten("the connection is closed"));
  }

  int xid() {
    return xid;
  }

  int program() {
    return program;
  }

  int version() {
    return version;
  }

  int procedure() {
    return procedure;
  }

  RpcCredential credential() {
    return credential;
  }

  byte[] arguments() {
    return arguments;
  }

  long deadline() {
    return deadline;
  }

  /** How many bytes of output there were behind it. */
  long endOfOutput() {
    return endOfOutput;
  }

  CompletableFuture<byte[]> results() {
    return results;
  }
}
