package io.sojourn.server;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test that starts servers as nodes of a cluster; they are closed behind it. */
abstract class OnNodes {

  @TempDir Path folder;
  NodesAtHand nodes = new NodesAtHand(Path.of(""));

  @BeforeEach
  void make() {
    nodes = new NodesAtHand(folder);
  }

  @AfterEach
  void close() {
    nodes.close();
  }
}
