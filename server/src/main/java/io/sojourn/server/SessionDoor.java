package io.sojourn.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.sojourn.connect.Connect;
import io.sojourn.connect.ConnectLimits;
import io.sojourn.connect.ConnectMetrics;
import io.sojourn.connect.KeyCheck;
import io.sojourn.machine.Exchange;
import io.sojourn.session.Limits;
import io.sojourn.session.Sessions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The session protocol at {@code /v1/connect}: its door with the keys and lives of this server. */
final class SessionDoor {

  static final String PATH = "/v1/connect";

  private final Connect connect;

  /**
   * Makes the door.
   *
   * @param leads whether this node leads
   */
  <K extends Sessions & Exchange> SessionDoor(
      K kernel, AdminKey adminKey, ServerConfig config, BooleanSupplier leads) {
    Duration idle = config.lives().idle();
    ConnectLimits limits =
        ConnectLimits.DEFAULT.withLives(
            config.lives().absolute().toMillis(),
            // A client that keeps a connection can keep its lease too, so there always is one.
            idle.isZero() ? ConnectLimits.DEFAULT.idleTimeoutMillis() : idle.toMillis());
    this.connect =
        new Connect(
            new Connect.Ground(kernel, kernel, Limits.DEFAULT, new Keys(adminKey), leads), limits);
  }

  /** The one key, and the patience with wrong ones. */
  private static final class Keys implements KeyCheck {
    private final AdminKey adminKey;
    private final FailedAttempts failures = new FailedAttempts();

    Keys(AdminKey adminKey) {
      this.adminKey = adminKey;
    }

    @Override
    public Verdict check(String key, InetAddress source) {
      if (key.isEmpty()) {
        return Verdict.REFUSED; // nothing was tried
      }
      return adminKey.matches(key) ? Verdict.ADMITTED : failed(source);
    }

    @Override
    public Verdict failed(InetAddress source) {
      return failures.count(source) == 0 ? Verdict.REFUSED : Verdict.THROTTLED;
    }
  }

  /** Whether a request is for this door, and not for the relay's. */
  static boolean isFor(FullHttpRequest request) {
    return request.uri().replaceFirst("\\?.*", "").equals(PATH);
  }

  /** Takes a connection over, as {@link Upgrader#upgrade} says. */
  void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
    InetSocketAddress source = (InetSocketAddress) context.channel().remoteAddress();
    connect.upgrade(context, request, source.getAddress());
  }

  /** What the door counts. */
  ConnectMetrics metrics() {
    return connect.metrics();
  }

  /** Tells everybody who leads, when this node does no more. */
  void sendAway() {
    connect.sendAway();
  }

  /** Says goodbye to everybody; completes when they have been told. */
  CompletableFuture<Void> shutdown() {
    return connect.shutdown();
  }
}
