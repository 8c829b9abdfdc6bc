package io.sojourn.nfs.client;

import io.sojourn.nfs.rpc.RpcConnection;
import io.sojourn.nfs.rpc.RpcCredential;
import io.sojourn.nfs.rpc.RpcException;
import io.sojourn.nfs.xdr.XdrException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A connection to an NFS server and the credential that its calls show. Any number of compounds may
 * be under way, up to the bound of the client; replies come in any order. Every method may be
 * called from any thread.
 */
public final class NfsConnection {

  /** The number of the RPC program. */
  public static final int PROGRAM = 100003;

  /** Its version. */
  public static final int VERSION = 4;

  private static final int NULL = 0;
  private static final int COMPOUND = 1;
  private static final byte[] NOTHING = {};

  private final RpcConnection rpc;
  private final RpcCredential credential;
  private final long timeoutMillis;

  NfsConnection(RpcConnection rpc, RpcCredential credential, long timeoutMillis) {
    this.rpc = rpc;
    this.credential = credential;
    this.timeoutMillis = timeoutMillis;
  }

  /** The connection below. */
  public RpcConnection rpc() {
    return rpc;
  }

  /** The same connection with another credential. */
  public NfsConnection as(RpcCredential other) {
    return new NfsConnection(rpc, other, timeoutMillis);
  }

  /** The same connection with another time that a reply may take, in milliseconds. */
  public NfsConnection within(long millis) {
    return new NfsConnection(rpc, credential, millis);
  }

  /** Calls NULL and waits. */
  public void ping() throws IOException, RpcException, XdrException {
    var unused = Awaited.get(rpc.call(PROGRAM, VERSION, NULL, credential, NOTHING, timeoutMillis));
  }

  /**
   * Sends a compound.
   *
   * @return the reply, whatever its status; or an {@link RpcException}, or an {@link XdrException}.
   *     Completed on the connection's event loop, which must not be blocked
   */
  public CompletionStage<CompoundReply> send(Compound compound) {
    return sendEncoded(compound.encode());
  }

  /** Sends the arguments of COMPOUND as they are. */
  public CompletionStage<CompoundReply> sendEncoded(byte[] arguments) {
    return rpc.call(PROGRAM, VERSION, COMPOUND, credential, arguments, timeoutMillis)
        .thenApply(NfsConnection::read);
  }

  private static CompoundReply read(byte[] results) {
    try {
      return CompoundReply.read(results);
    } catch (XdrException e) {
      throw new CompletionException(e);
    }
  }

  /** Sends a compound and waits for the reply, whatever its status. */
  public CompoundReply call(Compound compound) throws IOException, RpcException, XdrException {
    return Awaited.get(send(compound));
  }

  /** Whether it is open. */
  public boolean isOpen() {
    return rpc.isOpen();
  }

  /** Closes it. */
  public void close() {
    rpc.close();
  }
}
