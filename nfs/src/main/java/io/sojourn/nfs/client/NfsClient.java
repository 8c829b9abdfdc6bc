package io.sojourn.nfs.client;

import io.sojourn.nfs.rpc.RpcConnection;
import io.sojourn.nfs.rpc.RpcConnector;
import io.sojourn.nfs.rpc.RpcCredential;
import io.sojourn.nfs.rpc.RpcException;
import io.sojourn.nfs.rpc.RpcHandler;
import io.sojourn.nfs.rpc.RpcLimits;
import io.sojourn.nfs.rpc.RpcMetrics;
import io.sojourn.nfs.rpc.RpcProgram;
import io.sojourn.nfs.xdr.XdrException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A client of NFSv4.1 servers: makes connections, which share one event loop, and answers callbacks
 * on all of them for the sessions that were made with it. Every method may be called from any
 * thread.
 */
public final class NfsClient implements AutoCloseable {

  /** The RPC program under which servers call back. */
  public static final int CALLBACK_PROGRAM = 0x4000_0000;

  private static final int CALLBACK_VERSION = 1;
  private static final long TIMEOUT_MILLIS = 60_000;
  private static final long YEAR_MILLIS = 365L * 86_400_000;

  /** Calls under way on one connection, and the longest reply. */
  private static final RpcLimits LIMITS =
      RpcLimits.DEFAULT
          .withRecords(16 << 20, 1 << 16)
          .withCalls(64, 8 << 20, 16_384)
          .withMillis(60_000, YEAR_MILLIS, 60_000, 100);

  private final RpcConnector connector = new RpcConnector(1, LIMITS);
  private final CallbackService callbacks = new CallbackService();

  /** Connects with callbacks answered for the sessions that were made with this client. */
  public NfsConnection connect(InetSocketAddress address, RpcCredential credential)
      throws IOException, RpcException, XdrException {
    return connect(address, credential, callbacks);
  }

  /** Connects with callbacks answered in another way. */
  public NfsConnection connect(
      InetSocketAddress address, RpcCredential credential, RpcHandler callbackHandler)
      throws IOException, RpcException, XdrException {
    RpcProgram program =
        new RpcProgram(CALLBACK_PROGRAM, CALLBACK_VERSION, CALLBACK_VERSION, callbackHandler);
    RpcConnection rpc = Awaited.get(connector.connect(address, List.of(program)));
    return new NfsConnection(rpc, credential, TIMEOUT_MILLIS);
  }

  /** What answers callbacks. */
  CallbackService callbacks() {
    return callbacks;
  }

  /** What its connections count. */
  public RpcMetrics metrics() {
    return connector.metrics();
  }

  /** Closes every connection. */
  @Override
  public void close() {
    connector.close();
  }
}
