package io.sojourn.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The consensus library with nothing on it: three processes with the same log, settings and
 * batching as Sojourn's, and commands made in the leader's process. No client, no wire, no session,
 * no machine: how fast a cluster on this log could be at all.
 */
final class RawLogWire implements WireTarget {

  private static final long ELECTION_SECONDS = 120;
  private static final long POLL_MILLIS = 20;

  private final List<ServerProcess> servers = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();

  private RawLogWire() {}

  static RawLogWire start(Setting setting, int nodes) throws IOException, InterruptedException {
    RawLogWire target = new RawLogWire();
    try {
      List<Integer> ports = ServerProcess.freePorts(2 * nodes);
      List<String> members =
          IntStream.range(0, nodes)
              .mapToObj(i -> "n" + i + "=127.0.0.1:" + ports.get(nodes + i))
              .toList();
      String peers = members.stream().collect(Collectors.joining(","));
      for (int i = 0; i < nodes; i++) {
        var folder = setting.scratch().fresh("raw");
        String port = Integer.toString(ports.get(i));
        String data = folder.resolve("data").toString();
        List<String> arguments = List.of(members.get(i), peers, port, data);
        // The collector is the one that Sojourn runs with.
        List<String> flags = List.of("-XX:+UseParallelGC", "-XX:MaxNewSize=128m");
        target.servers.add(
            JavaPeer.launch(RawLogNode.class.getName(), flags, arguments, ports.get(i), folder));
      }
      for (ServerProcess server : target.servers) {
        target.sockets.add(target.connect(server));
      }
      target.awaitLeader();
      return target;
    } catch (IOException | InterruptedException | RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /** The node takes one connection, so its port is not tried before. */
  private Socket connect(ServerProcess server) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ELECTION_SECONDS);
    while (true) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
      } catch (IOException notYet) {
        if (!server.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("the node did not start:\n" + server.output(), notYet);
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  private void awaitLeader() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ELECTION_SECONDS);
    while (leader(0, 0, 0) == null) {
      if (System.nanoTime() > deadline) {
        throw new IOException("no node leads:\n" + servers.getFirst().output());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Asks each in turn to run a load; the one that leads does. */
  private @Nullable Socket leader(int outstanding, double seconds, int perSecond)
      throws IOException {
    for (Socket socket : sockets) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(outstanding);
      out.writeDouble(seconds);
      out.writeInt(perSecond);
      out.flush();
      if (new DataInputStream(socket.getInputStream()).readBoolean()) {
        return socket;
      }
    }
    return null;
  }

  @Override
  public LoadResult run(int clients, int window, double seconds) throws IOException {
    return run(clients * window, seconds, 0);
  }

  @Override
  public LoadResult offer(int perSecond, double seconds) throws IOException {
    return run(CLIENTS * WINDOW, seconds, perSecond);
  }

  private LoadResult run(int outstanding, double seconds, int perSecond) throws IOException {
    Socket leader = leader(outstanding, seconds, perSecond);
    if (leader == null) {
      throw new IOException("no node leads");
    }
    DataInputStream in = new DataInputStream(leader.getInputStream());
    return new LoadResult(
        in.readLong(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
  }

  @Override
  public double serverCpuSeconds() throws IOException {
    return ServerProcess.cpuSeconds(servers);
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    for (ServerProcess server : servers) {
      server.close();
    }
  }
}
