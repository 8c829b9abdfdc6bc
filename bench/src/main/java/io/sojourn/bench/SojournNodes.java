package io.sojourn.bench;

import io.sojourn.client.ClientOptions;
import io.sojourn.client.SojournClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** One node, or the nodes of a cluster, each a process of its own on this machine. */
final class SojournNodes implements AutoCloseable {

  private static final long READY_SECONDS = 120;
  private static final long POLL_MILLIS = 20;
  private static final Pattern LEADER = Pattern.compile("\"leader\":\"n(\\d+)\"");

  private final List<Path> folders = new ArrayList<>();
  private final List<List<String>> commands = new ArrayList<>();
  private final List<ServerProcess> processes = new ArrayList<>();

  private SojournNodes() {}

  /**
   * Starts so many, and waits until each says that it is ready.
   *
   * @param options further ones for each
   */
  static SojournNodes start(Setting setting, int count, String... options)
      throws IOException, InterruptedException {
    SojournNodes nodes = new SojournNodes();
    List<Integer> ports = ServerProcess.freePorts(2 * count);
    String peers =
        String.join(
            ",",
            IntStream.range(0, count)
                .mapToObj(i -> "n" + (i + 1) + "=127.0.0.1:" + ports.get(count + i))
                .toList());
    try {
      for (int i = 0; i < count; i++) {
        Path folder = setting.scratch().fresh("node");
        List<String> command =
            new ArrayList<>(SojournServer.command(setting.root(), folder, ports.get(i)));
        command.addAll(List.of(options));
        if (count > 1) {
          command.addAll(List.of("--node", "n" + (i + 1), "--peers", peers));
        }
        nodes.folders.add(folder);
        nodes.commands.add(command);
        nodes.processes.add(ServerProcess.launch(command, Map.of(), ports.get(i), folder));
      }
      for (int i = 0; i < count; i++) {
        nodes.awaitReady(i);
      }
      return nodes;
    } catch (IOException | InterruptedException | RuntimeException e) {
      nodes.close();
      throw e;
    }
  }

  /** Waits until a node says that it is ready. */
  void awaitReady(int node) throws IOException, InterruptedException {
    ServerProcess process = processes.get(node);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (ask(node, "/health/ready", "").isEmpty()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("the node did not get ready:\n" + process.output());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** The answer of a node, if it has a good one. */
  private Optional<String> ask(int node, String path, String key) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + processes.get(node).port() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  private String key() throws IOException {
    return Files.readString(SojournServer.keyFile(folders.getFirst())).strip();
  }

  /** Which node leads, once one does. */
  int leader() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (System.nanoTime() < deadline) {
      for (int asked = 0; asked < processes.size(); asked++) {
        Matcher leader = LEADER.matcher(ask(asked, "/v1/cluster", key()).orElse(""));
        if (leader.find()) {
          return Integer.parseInt(leader.group(1)) - 1;
        }
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new IOException("no node leads:\n" + processes.getFirst().output());
  }

  /** A client that is connected. */
  SojournClient client(ClientOptions options) throws IOException {
    String[] servers =
        processes.stream().map(process -> "127.0.0.1:" + process.port()).toArray(String[]::new);
    return SojournClient.builder(servers)
        .key(key())
        .userId("bench")
        .options(options)
        .build()
        .connect();
  }

  /** Kills a node without a warning. */
  void kill(int node) {
    processes.get(node).kill();
  }

  /** Starts a node again that was killed. */
  void restart(int node) throws IOException {
    processes.set(
        node,
        ServerProcess.launch(
            commands.get(node), Map.of(), processes.get(node).port(), folders.get(node)));
  }

  double cpuSeconds() throws IOException {
    return ServerProcess.cpuSeconds(processes);
  }

  @Override
  public void close() {
    for (ServerProcess process : processes) {
      process.close();
    }
  }
}
