package io.sojourn.campaign;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Three nodes behind one address, at which the one that leads is reached: a strike is a {@code kill
 * -9} of the leader, or has it hand over to another node.
 */
final class NfsFleet implements NfsTarget {

  private static final int NODES = 3;
  private static final String CLIENT = "client";

  private final Fleet fleet;
  private final Weather weather = new Weather();
  private final Proxy proxy;
  private volatile Node serving;

  private NfsFleet(Fleet fleet, Node serving) throws IOException {
    this.fleet = fleet;
    this.serving = serving;
    this.proxy = new Proxy("nfs", () -> this.serving.nfs(), caller -> CLIENT, weather);
  }

  /**
   * Starts it.
   *
   * @param folder for the nodes, made if need be
   */
  static NfsFleet launch(Path folder) throws Exception {
    Fleet fleet = Fleet.launch(folder, NODES);
    try {
      return new NfsFleet(fleet, fleet.awaitLeader());
    } catch (Exception e) {
      fleet.close();
      throw e;
    }
  }

  @Override
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port());
  }

  @Override
  public void strike(Random random) throws Exception {
    Node leader = fleet.awaitLeader();
    if (random.nextBoolean()) {
      leader.kill();
    } else {
      List<Node> others = fleet.nodes().stream().filter(node -> !node.equals(leader)).toList();
      fleet.makeLeader(others.get(random.nextInt(others.size())));
    }
    proxy.cutAll(); // also what still hangs on a node that did not notice
  }

  @Override
  public void recover() throws Exception {
    serving = fleet.awaitLeader();
    fleet.heal();
  }

  @Override
  public String lastWords() throws InterruptedException {
    return fleet.lastWords();
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    fleet.close();
  }
}
