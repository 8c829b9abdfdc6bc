package io.sojourn.cli;

import static org.awaitility.Awaitility.await;

import io.sojourn.testing.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Nodes of one cluster, each a process of its own with its data in a folder of its name. */
final class NodeProcesses implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(90);

  /** What a command said, and how it ended. */
  record Said(int status, String out, String err) {}

  private final Path folder;
  private final List<String> names;
  private final Map<String, Integer> logPorts = new TreeMap<>();
  private final Map<String, Integer> doors = new TreeMap<>();
  private final Map<String, CommandProcess> running = new TreeMap<>();

  NodeProcesses(Path folder, String... names) {
    this.folder = folder;
    this.names = List.of(names);
  }

  int logPort(String name) {
    return logPorts.computeIfAbsent(name, unknown -> Ports.free());
  }

  String door(String name) {
    return "127.0.0.1:" + doors.computeIfAbsent(name, unknown -> Ports.free());
  }

  /** The doors of all, as {@code --server} takes them. */
  String doors() {
    return names.stream().map(this::door).collect(Collectors.joining(","));
  }

  String peers() {
    return names.stream()
        .map(name -> name + "=127.0.0.1:" + logPort(name))
        .collect(Collectors.joining(","));
  }

  Path keyFile(String name) {
    return folder.resolve(name).resolve("admin.key");
  }

  /** The options of a node that begins the cluster with the others, as name and value. */
  List<List<String>> first(String name) {
    List<List<String>> options = new ArrayList<>(any(name));
    options.add(List.of("peers", peers()));
    return options;
  }

  /** The options of any node. */
  List<List<String>> any(String name) {
    String door = door(name);
    return List.of(
        List.of("node", name),
        List.of("data", folder.resolve(name).toString()),
        List.of("port", door.substring(door.indexOf(':') + 1)),
        List.of("nfs-port", "0"));
  }

  void start(String name, List<List<String>> options) throws IOException {
    List<String> words = new ArrayList<>(List.of("serve"));
    for (List<String> option : options) {
      words.add("--" + option.get(0));
      words.add(option.get(1));
    }
    running.put(name, CommandProcess.start(folder, Map.of(), words.toArray(String[]::new)));
  }

  void awaitReady(String name) {
    CommandProcess process = Objects.requireNonNull(running.get(name));
    await(name + " is ready")
        .atMost(PATIENCE)
        .until(() -> process.out().contains("ready at") || !process.isRunning());
    if (!process.out().contains("ready at")) {
      throw new AssertionError(name + ": " + process.out() + process.err());
    }
    await("the key of " + name).atMost(PATIENCE).until(() -> Files.exists(keyFile(name)));
  }

  /** Stops a node in good order. */
  void stop(String name) throws InterruptedException {
    CommandProcess process = Objects.requireNonNull(running.remove(name));
    process.terminate();
    int status = process.awaitExit();
    if (status != ExitStatus.DONE) {
      throw new AssertionError(name + " ended with " + status + ": " + process.err());
    }
  }

  /** Runs a command with the key of the first node that asks all of them. */
  Said run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--server", doors(), "--key", keyFile(names.get(0)).toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        SojournCommand.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    return new Said(status, out.toString(), err.toString());
  }

  @Override
  public void close() {
    running.values().forEach(CommandProcess::close);
  }
}
