package io.sojourn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A relay to be measured: how it is started, and what it speaks. */
enum RelayPeer {
  SOJOURN("Sojourn"),
  NODE_WS("node ws"),
  NATS("NATS"),
  BUN("Bun");

  private final String label;

  RelayPeer(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  Dialect dialect() {
    return this == NATS ? new NatsDialect() : new CodeDialect();
  }

  boolean isJava() {
    return this == SOJOURN;
  }

  /** Why it cannot be run here, with the remedy. */
  Optional<String> missing(Path root) {
    return switch (this) {
      case SOJOURN -> Optional.empty();
      case NODE_WS ->
          Files.exists(peers(root).resolve("node_modules/ws")) && Programs.find("node").isPresent()
              ? Optional.empty()
              : Optional.of("not installed (apt install nodejs npm; npm ci in bench/peers)");
      case NATS ->
          Programs.find("nats-server").isPresent()
              ? Optional.empty()
              : Optional.of("not installed (apt install nats-server)");
      case BUN ->
          Files.isExecutable(bun(root))
              ? Optional.empty()
              : Optional.of("not installed (apt install nodejs npm; npm ci in bench/peers)");
    };
  }

  private static Path peers(Path root) {
    return root.resolve("bench").resolve("peers");
  }

  private static Path bun(Path root) {
    return peers(root).resolve("node_modules/.bin/bun");
  }

  ServerProcess start(Path root, Scratch scratch) throws IOException, InterruptedException {
    int port = ServerProcess.freePort();
    Path folder = scratch.fresh(name().toLowerCase(java.util.Locale.ROOT));
    return switch (this) {
      case SOJOURN -> SojournServer.launch(root, folder, port, Map.of()).awaitPort();
      case NODE_WS ->
          ServerProcess.launch(
                  List.of("node", script(root, "ws-relay.mjs"), Integer.toString(port)),
                  Map.of(),
                  port,
                  folder)
              .awaitPort();
      case BUN ->
          ServerProcess.launch(
                  List.of(
                      bun(root).toString(), script(root, "bun-relay.mjs"), Integer.toString(port)),
                  Map.of(),
                  port,
                  folder)
              .awaitPort();
      case NATS -> startNats(folder, port);
    };
  }

  private static String script(Path root, String name) {
    return peers(root).resolve(name).toString();
  }

  private static ServerProcess startNats(Path folder, int port)
      throws IOException, InterruptedException {
    Path settings = folder.resolve("nats.conf");
    Files.writeString(
        settings,
        """
        listen: "127.0.0.1:%d"
        websocket { listen: "127.0.0.1:%d", no_tls: true }
        """
            .formatted(ServerProcess.freePort(), port));
    return ServerProcess.launch(
            List.of("nats-server", "-c", settings.toString()), Map.of(), port, folder)
        .awaitPort();
  }
}
