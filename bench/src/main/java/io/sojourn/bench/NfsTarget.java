package io.sojourn.bench;

import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsClient;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCredential;
import io.sojourn.nfs.rpc.RpcException;
import io.sojourn.nfs.xdr.XdrException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * A server of NFSv4.1 in a process of its own and one connection to it, with AUTH_SYS. The client
 * has one event loop: from within the answer to a compound the next one goes out.
 */
final class NfsTarget implements AutoCloseable {

  private static final long GIVE_UP_SECONDS = 60;
  private static final long POLL_MILLIS = 20;

  private final ServerProcess server;
  private final NfsClient client = new NfsClient();
  private final NfsConnection connection;

  private NfsTarget(ServerProcess server) throws IOException {
    this.server = server;
    try {
      this.connection = connect();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  static NfsTarget start(NfsPeer peer, Setting setting) throws IOException, InterruptedException {
    return new NfsTarget(peer.start(setting));
  }

  ServerProcess server() {
    return server;
  }

  /** Another connection to the same server. */
  NfsConnection connect() throws IOException {
    try {
      return client.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
          RpcCredential.sys("bench", 0, 0, List.of()));
    } catch (RpcException | XdrException e) {
      throw new IOException(e);
    }
  }

  /** Makes a session with that many slots, of a client of its own. */
  ClientSession session(String owner, int slots) throws IOException, InterruptedException {
    return session(connection, SessionOptions.of(owner).withSlots(slots));
  }

  /** Makes a session over a connection, as soon as the server makes any. */
  ClientSession session(NfsConnection over, SessionOptions options)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
    while (true) {
      try {
        return ClientSession.open(client, over, options);
      } catch (NfsException e) {
        if (e.status() != Status.DELAY || System.nanoTime() > deadline) {
          throw new IOException("no session: " + e.status(), e);
        }
      } catch (RpcException | XdrException e) {
        throw new IOException(e);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /**
   * Keeps all slots of a session full for that long.
   *
   * @param keep whether replies are to be kept for retries
   * @param next makes the next compound of one of the loads, each of which has one under way
   */
  static LoadResult run(
      ClientSession session, int slots, double seconds, boolean keep, IntFunction<Compound> next)
      throws IOException {
    return AsyncLoad.run(
        1,
        slots,
        seconds,
        (client, slot, flow) -> {
          var unused =
              session
                  .send(next.apply(slot), keep)
                  .whenComplete(
                      (reply, failure) -> {
                        if (reply != null && reply.status() == Status.OK) {
                          flow.answered(slot);
                        } else {
                          flow.failed("NFS: " + (reply == null ? failure : reply));
                        }
                      });
        });
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
