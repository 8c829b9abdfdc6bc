package io.sojourn.cluster;

import io.sojourn.engine.LogException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Nodes of one cluster in this process. */
final class TestCluster implements AutoCloseable {

  /** Elections that do not take long, and survive a machine that is busy with something else. */
  static final RatisLogOptions OPTIONS =
      RatisLogOptions.defaults()
          .withSegmentBytes(512)
          .withElectionTimeout(Duration.ofSeconds(1), Duration.ofSeconds(2));

  final List<NodeAddress> addresses;
  final RatisLogOptions options;
  private final Path folder;
  private final Map<String, TestNode> nodes = new TreeMap<>();

  TestCluster(Path folder, List<NodeAddress> addresses, RatisLogOptions options) {
    this.folder = folder;
    this.addresses = addresses;
    this.options = options;
  }

  /** A cluster of so many nodes, all started. */
  static TestCluster started(Path folder, int size) throws IOException {
    TestCluster cluster = new TestCluster(folder, FreeNodes.of(size), OPTIONS);
    for (NodeAddress address : cluster.addresses) {
      cluster.start(address.id());
    }
    return cluster;
  }

  NodeAddress address(String id) {
    return addresses.stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
  }

  Path folderOf(String id) {
    return folder.resolve(id);
  }

  TestNode start(String id) throws IOException {
    return add(TestNode.of(folderOf(id), address(id), addresses, options));
  }

  /** A node that is the only one of its cluster. */
  TestNode startAlone(String id) throws IOException {
    NodeAddress address = address(id);
    return add(TestNode.of(folderOf(id), address, List.of(address), options));
  }

  TestNode startJoining(String id) throws IOException {
    return add(TestNode.joining(folderOf(id), address(id), options));
  }

  private TestNode add(TestNode node) {
    nodes.put(node.id(), node);
    return node;
  }

  void stop(String id) {
    node(id).close();
    nodes.remove(id);
  }

  TestNode node(String id) {
    return Objects.requireNonNull(nodes.get(id), () -> "node " + id + " is not started");
  }

  List<TestNode> nodes() {
    return List.copyOf(nodes.values());
  }

  Optional<TestNode> leaderNow() {
    return nodes.values().stream().filter(TestNode::leads).findFirst();
  }

  TestNode leader() {
    TestNode.await().until(() -> leaderNow().isPresent());
    return leaderNow().orElseThrow();
  }

  TestNode follower() {
    TestNode leader = leader();
    return nodes.values().stream().filter(node -> node != leader).findFirst().orElseThrow();
  }

  /**
   * Appends an entry at whichever node leads, until one says that it is done. An entry whose fate
   * is uncertain is given up.
   *
   * @return whether it is certainly done
   */
  boolean append(String text) {
    while (true) {
      switch (leader().append(text)) {
        case TestNode.Outcome.Done done -> {
          return true;
        }
        case TestNode.Outcome.NotDone notDone -> {
          switch (notDone.why()) {
            case LogException.NotLeader notLeader -> {}
            case LogException.Uncertain uncertain -> {
              return false;
            }
            default -> throw new AssertionError("unexpected", notDone.why());
          }
        }
      }
    }
  }

  /** Appends an entry, under another name if its fate was uncertain, until it is certainly done. */
  String surely(String text) {
    for (int attempt = 1; ; attempt++) {
      String name = attempt == 1 ? text : text + ", attempt " + attempt;
      if (append(name)) {
        return name;
      }
    }
  }

  /** Asks whoever leads for a change, until it is made or refused for good. */
  Change change(Function<Cluster, Change> asked) {
    while (true) {
      Change change = asked.apply(leader().log.cluster());
      boolean again =
          switch (change) {
            case Change.Done done -> false;
            case Change.Uncertain uncertain -> true;
            case Change.Refused refused ->
                refused.reason() == Change.Reason.NOT_LEADER
                    || refused.reason() == Change.Reason.BUSY;
          };
      if (!again) {
        return change;
      }
    }
  }

  /** Waits until every node has applied an entry. */
  void awaitEverywhere(String text) {
    for (TestNode node : nodes.values()) {
      TestNode.await().until(() -> node.machine.texts().contains(text));
    }
  }

  @Override
  public void close() {
    nodes.values().stream().parallel().forEach(TestNode::close);
  }
}
