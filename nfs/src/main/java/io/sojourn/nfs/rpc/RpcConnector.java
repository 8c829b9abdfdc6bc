package io.sojourn.nfs.rpc;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Connects to servers. Its connections share its event loops and its counts; a server may call back
 * over them.
 */
public final class RpcConnector implements AutoCloseable {

  private static final int CONNECT_MILLIS_MAX = 10_000;

  private final RpcMetrics metrics = new RpcMetrics();
  private final Transport transport;

  /**
   * Makes one.
   *
   * @param threads how many event loops it has
   */
  public RpcConnector(int threads, RpcLimits limits) {
    this.transport = new Transport("rpc-client", threads, limits, metrics);
  }

  /**
   * Connects.
   *
   * @param programs what the server may call
   * @return the connection, completed on its event loop; or an {@link IOException}
   */
  public CompletionStage<RpcConnection> connect(
      InetSocketAddress address, List<RpcProgram> programs) {
    CompletableFuture<RpcConnection> connected = new CompletableFuture<>();
    Newcomer newcomer = new Newcomer(List.copyOf(programs));
    var unused =
        new Bootstrap()
            .group(transport.loops())
            .channel(transport.clientType())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
            .handler(newcomer)
            .connect(address)
            .addListener(
                (ChannelFuture done) -> {
                  Line line = newcomer.line;
                  if (done.isSuccess() && line != null) {
                    connected.complete(line.connection());
                  } else {
                    connected.completeExceptionally(
                        new IOException("cannot connect to " + address, done.cause()));
                  }
                });
    return connected;
  }

  private final class Newcomer extends ChannelInitializer<Channel> {
    private final List<RpcProgram> programs;
    private @Nullable Line line;

    Newcomer(List<RpcProgram> programs) {
      this.programs = programs;
    }

    @Override
    protected void initChannel(Channel channel) {
      line = transport.line(channel, programs);
    }
  }

  /** What it counts. */
  public RpcMetrics metrics() {
    return metrics;
  }

  /** Closes every connection; returns when that is done. */
  @Override
  public void close() {
    transport.close();
  }
}
