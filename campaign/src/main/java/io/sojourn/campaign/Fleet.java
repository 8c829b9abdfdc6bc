package io.sojourn.campaign;

import io.sojourn.campaign.Patience.Exhausted;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A cluster of nodes in processes of their own, on the loopback interface. Nodes reach each other's
 * logs, and clients reach doors, through proxies in one weather.
 *
 * <p>Thread-safe. When this program ends, so do the nodes.
 */
final class Fleet implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** Below the ports that the system gives to whoever asks: a dead node's stays free. */
  private static final int PORTS_FROM = 20_000;

  private static final int PORTS_TO = 32_000;

  private final Path folder;
  private final Weather weather = new Weather();
  private final List<Node> nodes;
  private final Map<String, Proxy> logs = new LinkedHashMap<>();
  private final Map<String, Proxy> doors = new LinkedHashMap<>();
  private final Thread end = new Thread(this::endNodes, "end-of-nodes");
  private String key = "";

  private Fleet(Path folder, List<Node> nodes) throws IOException {
    this.folder = folder;
    this.nodes = nodes;
    SocketOwners owners = new SocketOwners(this::processes);
    for (Node node : nodes) {
      logs.put(node.name(), proxy(node.name(), node.logPort(), owners::of));
      doors.put(node.name(), proxy(node.name(), node.doorPort(), owners::of));
    }
    Runtime.getRuntime().addShutdownHook(end);
  }

  private Proxy proxy(String name, int port, Function<Socket, String> callers) throws IOException {
    return new Proxy(
        name, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), callers, weather);
  }

  /**
   * Starts a cluster and waits until it takes commands and every node knows its key.
   *
   * @param folder for the nodes' data and output, made if need be
   */
  static Fleet launch(Path folder, int size) throws Exception {
    List<Node> nodes = new ArrayList<>();
    int port = firstPort();
    for (int number = 1; number <= size; number++) {
      Path own = Files.createDirectories(folder.resolve("n" + number));
      int door = freePort(port);
      int log = freePort(door + 1);
      int nfs = freePort(log + 1);
      nodes.add(new Node("n" + number, own, door, log, nfs));
      port = nfs + 1;
    }
    Fleet fleet = new Fleet(folder, List.copyOf(nodes));
    try {
      fleet.start();
      return fleet;
    } catch (Exception e) {
      fleet.close();
      throw e;
    }
  }

  /** Where to begin to look for free ports: somewhere else than other programs like this one. */
  static int firstPort() {
    return PORTS_FROM + (int) (ProcessHandle.current().pid() * 37 % (PORTS_TO - PORTS_FROM));
  }

  /** The first free port from there. */
  static int freePort(int from) {
    return IntStream.range(from, from + PORTS_TO - PORTS_FROM)
        .map(port -> port < PORTS_TO ? port : port - PORTS_TO + PORTS_FROM)
        .filter(Fleet::isFree)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("this machine has no free port"));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private void start() throws Exception {
    String peers =
        nodes.stream()
            .map(
                node ->
                    node.name()
                        + "=127.0.0.1:"
                        + Objects.requireNonNull(logs.get(node.name())).port())
            .collect(Collectors.joining(","));
    for (Node node : nodes) {
      node.start(
          List.of(
              "--node",
              node.name(),
              "--peers",
              peers,
              "--cluster-listen",
              "127.0.0.1:" + node.logPort(),
              "--advertise",
              "http://127.0.0.1:" + Objects.requireNonNull(doors.get(node.name())).port()));
    }
    Path file = awaitLeader().data().resolve("admin.key");
    Patience.awaitTrue("the key of the cluster", () -> Files.exists(file));
    key = Files.readString(file).strip();
    for (Node node : nodes) {
      Path same = node.data().resolve("admin.key");
      Patience.awaitTrue(
          "the key of the cluster at " + node,
          () -> Files.exists(same) && Files.readString(same).strip().equals(key));
    }
  }

  List<Node> nodes() {
    return nodes;
  }

  Weather weather() {
    return weather;
  }

  /** The key of the cluster. */
  String key() {
    return key;
  }

  /** Where clients reach each node. */
  String[] doors() {
    return nodes.stream().map(this::door).toArray(String[]::new);
  }

  /** Where clients reach a node. */
  String door(Node node) {
    return "127.0.0.1:" + Objects.requireNonNull(doors.get(node.name())).port();
  }

  /** Cuts every line of a client. */
  void cutClients() {
    doors.values().forEach(proxy -> proxy.cut(SocketOwners.STRANGER));
  }

  /** Cuts every line between nodes. */
  void cutNodes() {
    logs.values().forEach(Proxy::cutAll);
  }

  private Map<Long, String> processes() {
    return nodes.stream()
        .filter(Node::isRunning)
        .collect(Collectors.toMap(Node::pid, Node::name, (one, other) -> other));
  }

  /** The node that leads and takes commands, if one says so; of several the newest. */
  Optional<Node> leader() throws InterruptedException {
    Optional<Node> newest = Optional.empty();
    long term = -1;
    for (Node node : nodes) {
      Optional<Gauges> gauges = node.isRunning() ? Gauges.of(node) : Optional.empty();
      if (gauges.isPresent() && gauges.get().isReadyLeader() && gauges.get().term() > term) {
        term = gauges.get().term();
        newest = Optional.of(node);
      }
    }
    return newest;
  }

  /** Waits for a leader that takes commands. */
  Node awaitLeader() throws Exception {
    try {
      return Patience.await("a leader", this::leader);
    } catch (Exhausted e) {
      throw new IllegalStateException(e.getMessage() + lastWords(), e);
    }
  }

  /** Asks for a node to lead, until it does. */
  void makeLeader(Node node) throws Exception {
    Patience.awaitTrue(
        node + " to lead",
        () -> {
          Optional<Node> leads = leader();
          if (leads.isEmpty() || leads.get().equals(node)) {
            return leads.isPresent();
          }
          String wish = "{\"node\":\"" + node.name() + "\"}";
          var unused = ask(leads.get(), "POST", "/v1/cluster/leader", wish);
          return false;
        });
  }

  /** Waits until every node has every entry that the leader has. */
  void awaitEqualLogs() throws Exception {
    try {
      Patience.awaitTrue("equal logs of all nodes", this::haveEqualLogs);
    } catch (Exhausted e) {
      throw new IllegalStateException(e.getMessage() + lastWords(), e);
    }
  }

  private boolean haveEqualLogs() throws Exception {
    Optional<Node> leads = leader();
    Optional<JsonNode> status =
        leads.isEmpty() ? Optional.empty() : ask(leads.get(), "GET", "/v1/cluster", "");
    if (status.isEmpty() || status.get().path("members").size() != nodes.size()) {
      return false;
    }
    long last = status.get().path("last_index").asLong(-1);
    for (JsonNode member : status.get().path("members")) {
      if (member.path("match_index").asLong(-1) < last) {
        return false;
      }
    }
    return true;
  }

  /** Asks a node over HTTP, past all proxies; nothing if it refuses or is silent. */
  private Optional<JsonNode> ask(Node node, String method, String path, String body)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.doorPort() + path))
            .timeout(ANSWER)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response =
          Gauges.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200
          ? Optional.of(JSON.readTree(response.body()))
          : Optional.empty();
    } catch (IOException silent) {
      return Optional.empty();
    }
  }

  /** Fair weather, and every node runs. */
  void heal() throws IOException, InterruptedException {
    weather.heal();
    for (Node node : nodes) {
      node.goOn();
      node.startAgain();
    }
  }

  /** How each node stands, what it printed last, and what this program is doing. */
  String lastWords() throws InterruptedException {
    StringBuilder words = new StringBuilder();
    for (Node node : nodes) {
      words.append("\n--- ").append(node).append(": ").append(node.standing());
    }
    words.append("\n--- this program: ").append(Stacks.ofThisProgram(folder.resolve("stacks.txt")));
    for (Node node : nodes) {
      words.append("\n--- ").append(node).append('\n').append(node.lastWords());
    }
    return words.toString();
  }

  private void endNodes() {
    nodes.forEach(Node::close);
  }

  @Override
  public void close() throws IOException {
    endNodes();
    Runtime.getRuntime().removeShutdownHook(end);
    for (Map<String, Proxy> proxies : List.of(logs, doors)) {
      for (Proxy proxy : proxies.values()) {
        proxy.close();
      }
    }
    weather.heal();
  }
}
