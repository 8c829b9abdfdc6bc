package io.sojourn.campaign;

import io.sojourn.engine.FileLog;
import io.sojourn.engine.FileLogOptions;
import io.sojourn.engine.SessionEngine;
import io.sojourn.machine.ServiceMachine;
import io.sojourn.nfs.Nfs;
import io.sojourn.nfs.NfsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.UnaryOperator;

/** NFS on a log on disk, in this process, with a machine that may have a fault. */
final class EmbeddedNfs implements NfsTarget {

  private final Path folder;
  private final UnaryOperator<ServiceMachine> planting;
  private final Proxy proxy;
  private SessionEngine engine;
  private volatile Nfs door;

  EmbeddedNfs(Path folder, UnaryOperator<ServiceMachine> planting) throws IOException {
    this.folder = folder;
    this.planting = planting;
    this.engine = openEngine();
    this.door = openDoor();
    this.proxy = new Proxy("nfs", () -> door.address(), caller -> "client", new Weather());
  }

  private SessionEngine openEngine() throws IOException {
    return SessionEngine.on(new FileLog(folder, FileLogOptions.defaults()))
        .service(planting.apply(Nfs.machine(NfsConfig.DEFAULT)))
        .open();
  }

  private Nfs openDoor() throws IOException {
    return Nfs.open(
        new Nfs.Ground(engine, () -> true),
        NfsConfig.DEFAULT,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Override
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port());
  }

  @Override
  public void strike(Random random) {
    proxy.cutAll();
    door.close();
    engine.close();
  }

  @Override
  public void recover() throws IOException {
    engine = openEngine();
    door = openDoor();
  }

  @Override
  public String lastWords() {
    return "";
  }

  @Override
  public void close() throws IOException {
    door.close();
    engine.close();
    proxy.close();
  }
}
