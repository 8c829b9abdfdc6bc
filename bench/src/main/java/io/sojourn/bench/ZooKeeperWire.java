package io.sojourn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** ZooKeeper: a value is set without a condition, asynchronously. It syncs before it answers. */
final class ZooKeeperWire implements AsyncWire {

  private static final String MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain";
  private static final String ROOT = "/bench";
  private static final int SESSION_MILLIS = 60_000;
  private static final long CONNECT_SECONDS = 120;
  private static final byte[] VALUE = new byte[PAYLOAD_BYTES];

  private final List<ServerProcess> servers = new ArrayList<>();
  private final List<ZooKeeper> clients = new ArrayList<>();

  private ZooKeeperWire() {}

  static ZooKeeperWire start(Setting setting, int nodes) throws IOException, InterruptedException {
    ZooKeeperWire target = new ZooKeeperWire();
    try {
      target.launch(setting, nodes);
      for (int i = 0; i < CLIENTS; i++) {
        target.clients.add(connect(target.servers.get(i % nodes).port()));
      }
      ZooKeeper first = target.clients.getFirst();
      make(first, List.of(ROOT));
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        make(first, IntStream.range(0, WINDOW).mapToObj(slot -> path(number, slot)).toList());
      }
      return target;
    } catch (IOException | InterruptedException | RuntimeException e) {
      target.close();
      throw e;
    }
  }

  private void launch(Setting setting, int nodes) throws IOException, InterruptedException {
    List<Integer> ports = ServerProcess.freePorts(3 * nodes);
    String members =
        nodes == 1
            ? ""
            : IntStream.range(0, nodes)
                .mapToObj(
                    i ->
                        "server.%d=127.0.0.1:%d:%d"
                            .formatted(i + 1, ports.get(nodes + i), ports.get(2 * nodes + i)))
                .collect(Collectors.joining("\n"));
    for (int i = 0; i < nodes; i++) {
      Path folder = setting.scratch().fresh("zookeeper");
      Path data = Files.createDirectory(folder.resolve("data"));
      Files.writeString(data.resolve("myid"), Integer.toString(i + 1));
      Path config =
          Files.writeString(
              folder.resolve("zoo.cfg"),
              """
              dataDir=%s
              clientPort=%d
              clientPortAddress=127.0.0.1
              maxClientCnxns=0
              admin.enableServer=false
              tickTime=2000
              initLimit=30
              syncLimit=15
              %s
              """
                  .formatted(data, ports.get(i), members));
      // By default a server reads no further at 1,000 outstanding; here it is to have all of them.
      List<String> flags = List.of("-Dzookeeper.globalOutstandingLimit=10000");
      servers.add(JavaPeer.launch(MAIN, flags, List.of(config.toString()), ports.get(i), folder));
    }
    for (ServerProcess server : servers) {
      server.awaitPort();
    }
  }

  private static ZooKeeper connect(int port) throws IOException, InterruptedException {
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper client =
        new ZooKeeper(
            "127.0.0.1:" + port,
            SESSION_MILLIS,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    if (!connected.await(CONNECT_SECONDS, TimeUnit.SECONDS)) {
      client.close();
      throw new IOException("ZooKeeper took no session");
    }
    return client;
  }

  private static void make(ZooKeeper client, List<String> paths)
      throws IOException, InterruptedException {
    List<Op> creates =
        paths.stream()
            .map(
                path ->
                    Op.create(
                        path,
                        new byte[PAYLOAD_BYTES],
                        ZooDefs.Ids.OPEN_ACL_UNSAFE,
                        CreateMode.PERSISTENT))
            .toList();
    try {
      client.multi(creates);
    } catch (KeeperException e) {
      throw new IOException(e);
    }
  }

  private static String path(int client, int slot) {
    return ROOT + "/" + client + "-" + slot;
  }

  @Override
  public void send(int client, int slot, Answers answers) {
    clients
        .get(client)
        .setData(
            path(client, slot),
            VALUE,
            -1,
            (code, path, context, stat) -> {
              if (code == KeeperException.Code.OK.intValue()) {
                answers.answered(slot);
              } else {
                answers.failed("ZooKeeper: " + KeeperException.Code.get(code));
              }
            },
            null);
  }

  @Override
  public double serverCpuSeconds() throws IOException {
    return ServerProcess.cpuSeconds(servers);
  }

  @Override
  public void close() {
    try {
      for (ZooKeeper client : clients) {
        client.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (ServerProcess server : servers) {
      server.close();
    }
  }
}
