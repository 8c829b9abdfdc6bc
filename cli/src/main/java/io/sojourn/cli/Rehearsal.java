package io.sojourn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the build runs to make a start-up cache, once for each of its parts, since one process makes
 * one cache. The JVM records the classes that real runs load, and how the methods were used that
 * were worth compiling.
 */
public final class Rehearsal {
  /** A server with each command used on it, as far as that goes without a person. */
  private static final String ALONE = "alone";

  /** A leader and its followers, under load. */
  private static final String NODE = "node";

  private static final Duration LOAD = Duration.ofSeconds(6);

  private final Path folder;

  private Rehearsal(Path folder) {
    this.folder = folder;
  }

  /**
   * Plays one part; a failure ends it with a non-zero status and there is no cache.
   *
   * @param args the part, and an empty folder for the servers' data
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Rehearsal rehearsal = new Rehearsal(Path.of(args[1]));
    switch (args[0]) {
      case ALONE -> rehearsal.alone();
      case NODE -> rehearsal.cluster();
      default -> throw new IllegalArgumentException("there is no part " + args[0]);
    }
    Runtime.getRuntime().exit(ExitStatus.DONE);
  }

  private void alone() throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    try (RehearsalServer server =
        new RehearsalServer(data, "--port", "0", NfsOptions.PORT, nfsPort())) {
      commands(server.awaitAddress(), data.toString());
    }
  }

  /** Three nodes in this process: what each of them does is in the one cache. */
  private void cluster() throws IOException, InterruptedException {
    List<String> names = List.of("n1", "n2", "n3");
    List<String> peers = new ArrayList<>();
    for (String name : names) {
      peers.add(name + "=127.0.0.1:" + RehearsalServer.freePort());
    }
    List<RehearsalServer> nodes = new ArrayList<>();
    try {
      for (String name : names) {
        nodes.add(node(name, String.join(",", peers)));
      }
      List<String> addresses = new ArrayList<>();
      for (RehearsalServer node : nodes) {
        addresses.add(node.awaitAddress());
      }
      try (RehearsalKeys keys = new RehearsalKeys(nodes.getFirst().key(), addresses)) {
        keys.play(LOAD);
      }
    } finally {
      for (RehearsalServer node : nodes) {
        node.close();
      }
    }
  }

  private RehearsalServer node(String name, String peers) throws IOException {
    return new RehearsalServer(
        folder.resolve(name),
        "--port",
        Integer.toString(RehearsalServer.freePort()),
        NfsOptions.PORT,
        nfsPort(),
        "--node",
        name,
        "--peers",
        peers);
  }

  /** A free one: whoever runs Sojourn here already has the usual one. */
  private static String nfsPort() throws IOException {
    return Integer.toString(RehearsalServer.freePort());
  }

  private static void commands(String at, String data) throws IOException, InterruptedException {
    for (String path : List.of("", "join", "openapi.json", "health", "health/live", "metrics")) {
      get(URI.create(at + path));
    }
    command(ExitStatus.DONE, "version");
    String id = Json.text(created(at, data), "id");
    for (String verb : List.of("get", "suspend", "resume", "end")) {
      command(ExitStatus.DONE, "sessions", verb, id, "--server", at, "--data", data);
    }
    command(ExitStatus.DONE, "sessions", "list", "--server", at, "--data", data);
    command(ExitStatus.DONE, "kv", "put", "key", "value", "--server", at, "--data", data);
    command(ExitStatus.DONE, "kv", "get", "key", "--server", at, "--data", data);
    command(ExitStatus.DONE, "share", "--server", at, "--", "true");
    command(ExitStatus.REFUSED, "join", "WRNG22", "--server", at);
  }

  private static ObjectNode created(String at, String data) {
    String said =
        command(
            ExitStatus.DONE,
            "sessions",
            "create",
            "--user",
            "rehearsal",
            "--activate",
            "--attribute",
            "a={}",
            "--output",
            "json",
            "--server",
            at,
            "--data",
            data);
    ObjectNode session = Json.parse(said);
    if (session == null) {
      throw new IllegalStateException("not a session: " + said);
    }
    return session;
  }

  private static String command(int expected, String... words) {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int status = SojournCommand.run(out, out, words);
    if (status != expected) {
      throw new IllegalStateException(
          String.join(" ", words) + " ended with " + status + ": " + said);
    }
    return said.toString();
  }

  private static void get(URI uri) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      int status =
          http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode();
      if (status != 200) {
        throw new IllegalStateException(uri + " answered " + status);
      }
    }
  }
}
