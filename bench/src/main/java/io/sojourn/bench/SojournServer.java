package io.sojourn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts Sojourn as its users do. */
final class SojournServer {

  private SojournServer() {}

  /** Starts {@code sojourn serve} with its data in the folder; does not wait for it. */
  static ServerProcess launch(Path root, Path folder, int port, Map<String, String> environment)
      throws IOException {
    return ServerProcess.launch(command(root, folder, port), environment, port, folder);
  }

  /** What starts {@code sojourn serve}; a cluster's node takes further options. */
  static List<String> command(Path root, Path folder, int port) {
    return List.of(
        root.resolve("sojourn").toString(),
        "serve",
        "--port",
        Integer.toString(port),
        "--data",
        folder.resolve("data").toString());
  }

  /** The file with the first API key, once it answers. */
  static Path keyFile(Path folder) {
    return folder.resolve("data").resolve("admin.key");
  }
}
