package io.sojourn.nfs.rpc;

import io.sojourn.nfs.client.RawConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A server of one program on loopback, and raw connections to it. */
final class TestServer implements AutoCloseable {

  static final RpcLimits LIMITS = RpcLimits.DEFAULT;

  private final RpcServer server;
  private final List<RawConnection> raw = new ArrayList<>();

  TestServer(RpcLimits limits, RpcHandler handler) throws IOException {
    server =
        RpcServer.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            limits,
            List.of(new RpcProgram(Records.PROGRAM, 3, Records.VERSION, handler)),
            new RpcMetrics());
  }

  /** Answers each call with its arguments. */
  static void echo(RpcCall call) {
    byte[] arguments =
        Arrays.copyOfRange(call.record(), call.argumentsBegin(), call.argumentsEnd());
    call.reply(arguments);
  }

  RawConnection connect() throws IOException {
    RawConnection connection = new RawConnection(server.address());
    raw.add(connection);
    return connection;
  }

  InetSocketAddress address() {
    return server.address();
  }

  boolean drain(Duration patience) {
    return server.drain(patience);
  }

  RpcMetrics metrics() {
    return server.metrics();
  }

  @Override
  public void close() throws IOException {
    for (RawConnection connection : raw) {
      connection.close();
    }
    server.close();
  }
}
