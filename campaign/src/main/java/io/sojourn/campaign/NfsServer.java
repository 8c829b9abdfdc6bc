package io.sojourn.campaign;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A server on its own, in a process of its own: a strike is a {@code kill -9}. */
final class NfsServer implements NfsTarget {

  private final Node node;

  private NfsServer(Node node) {
    this.node = node;
  }

  /**
   * Starts it.
   *
   * @param folder for its data and output, made if need be
   */
  static NfsServer launch(Path folder) throws IOException {
    int door = Fleet.freePort(Fleet.firstPort());
    int nfs = Fleet.freePort(door + 1);
    Node node = new Node("server", Files.createDirectories(folder), door, 0, nfs);
    Runtime.getRuntime().addShutdownHook(new Thread(node::close, "end-of-server"));
    node.start(List.of());
    return new NfsServer(node);
  }

  @Override
  public InetSocketAddress address() {
    return node.nfs();
  }

  @Override
  public void strike(Random random) throws InterruptedException {
    node.kill();
  }

  @Override
  public void recover() throws IOException {
    node.startAgain();
  }

  @Override
  public String lastWords() throws InterruptedException {
    return "\n" + node.standing() + "\n" + node.lastWords();
  }

  @Override
  public void close() {
    node.close();
  }
}
