package io.sojourn.server;

import io.sojourn.cluster.NodeAddress;
import io.sojourn.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole servers on free ports of this machine, as nodes of a cluster, and a client for them. */
final class NodesAtHand implements AutoCloseable {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** One response. */
  record Reply(int status, String body) {
    JsonNode json() {
      return MAPPER.readTree(body);
    }
  }

  private final Path folder;
  private final Map<String, Integer> logPorts = new TreeMap<>();
  private final Map<String, Integer> doors = new TreeMap<>();
  private final Map<String, SojournServer> running = new TreeMap<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private String key = "";

  NodesAtHand(Path folder) {
    this.folder = folder;
  }

  NodeAddress address(String node) {
    int port = logPorts.computeIfAbsent(node, name -> Ports.free());
    return new NodeAddress(node, "127.0.0.1", port);
  }

  Path folder(String node) {
    return folder.resolve(node);
  }

  private ServerConfig plain(String node) {
    int port = doors.computeIfAbsent(node, name -> Ports.free());
    return ServerConfig.in(folder(node))
        .withAddress("127.0.0.1", port)
        .withNfs(Optional.of(NfsChoice.DEFAULT.withPort(0)));
  }

  /** What a node is started with. */
  ServerConfig config(String node, List<String> peers) {
    List<NodeAddress> first = new ArrayList<>();
    peers.forEach(peer -> first.add(address(peer)));
    ClusterConfig part =
        new ClusterConfig(
            address(node),
            first,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            false);
    return plain(node).withCluster(Optional.of(part));
  }

  void startAlone(String node) {
    running.put(node, SojournServer.start(plain(node)));
  }

  void start(String node, String... peers) {
    running.put(node, SojournServer.start(config(node, List.of(peers))));
  }

  /** The same, with another machine than the one that ships. */
  void start(String node, MachineChoice machine, String... peers) {
    ServerConfig config = config(node, List.of(peers)).withMachine(machine);
    running.put(node, SojournServer.start(config));
  }

  /** Why a node does not answer; empty if it does. */
  Optional<String> whyNotReady(String node) {
    return Objects.requireNonNull(running.get(node), node).whyNotReady();
  }

  void stop(String node) {
    SojournServer server = running.remove(node);
    if (server != null) {
      server.close();
    }
  }

  /** Waits until every node that runs answers requests, and takes the cluster's key. */
  void awaitReady() {
    for (Map.Entry<String, SojournServer> node : running.entrySet()) {
      Awaitility.await(node.getKey() + " is ready")
          .atMost(PATIENCE)
          .until(() -> node.getValue().whyNotReady().isEmpty());
      Awaitility.await("the key of " + node.getKey())
          .atMost(PATIENCE)
          .until(() -> Files.exists(node.getValue().adminKeyFile()));
    }
    key = key(running.keySet().iterator().next());
  }

  String key(String node) {
    try {
      return Files.readString(folder(node).resolve(AdminKey.FILE_NAME)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply ask(String node, String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + doors.get(node) + path))
            .header("Authorization", "Bearer " + key)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks again as long as the cluster is between two leaders. */
  Reply insist(String node, String method, String path, String body) {
    return Awaitility.await(method + " " + path)
        .atMost(PATIENCE)
        .until(() -> ask(node, method, path, body), reply -> reply.status() != 503);
  }

  /** Where a node that runs serves NFS. */
  InetSocketAddress nfs(String node) {
    return Optional.ofNullable(running.get(node)).flatMap(SojournServer::nfsAddress).orElseThrow();
  }

  /** Where a node listens for clients. */
  String door(String node) {
    return "127.0.0.1:" + doors.get(node);
  }

  /**
   * What the session protocol answers to one who wants a session.
   *
   * @param header is sent with the node's own address: as Origin it makes the client a page
   */
  String greeted(String node, String header) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public @Nullable CompletionStage<?> onText(
              WebSocket socket, CharSequence text, boolean last) {
            answer.complete(text.toString());
            return null;
          }

          @Override
          public void onError(WebSocket socket, Throwable error) {
            answer.completeExceptionally(error);
          }
        };
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .subprotocols("sojourn.v1.json")
            .header(header, "http://" + door(node))
            .buildAsync(URI.create("ws://" + door(node) + SessionDoor.PATH), listener)
            .join();
    String zeros = "AAAAAAAAAAAAAAAAAAAAAA==";
    String token = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    var unused =
        socket.sendText(
            "{\"type\":\"create_session\",\"user_id\":\"eve\",\"nonce\":\""
                + zeros
                + "\",\"token\":\""
                + token
                + "\",\"key\":\""
                + key
                + "\"}",
            true);
    String first = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    socket.abort();
    return first;
  }

  String leader(String node) {
    return insist(node, "GET", "/v1/cluster", "").json().path("leader").asString();
  }

  @Override
  public void close() {
    List.copyOf(running.keySet()).forEach(this::stop);
    client.shutdownNow();
  }
}
