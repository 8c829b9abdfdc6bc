package io.sojourn.cli;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsClient;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.rpc.RpcCredential;
import io.sojourn.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;

/** {@code sojourn serve} with NFS on a free port, in a process of its own, and a client for it. */
final class NfsServer implements AutoCloseable {
  private static final RpcCredential ROOT = RpcCredential.sys("test", 0, 0, List.of());

  private final Path folder;
  private final int port = Ports.free();
  private final int nfsPort = Ports.free();
  private final NfsClient client = new NfsClient();
  private CommandProcess process;

  NfsServer(Path folder) throws IOException {
    this.folder = folder;
    this.process = serve();
  }

  private CommandProcess serve() throws IOException {
    CommandProcess started =
        CommandProcess.start(
            folder, Map.of(), "serve", "--port", "" + port, "--nfs-port", "" + nfsPort);
    started.awaitOut("NFSv4.1 at 127.0.0.1:" + nfsPort + "\n");
    return started;
  }

  /** As if the power failed, and came back. */
  void killAndServe() throws IOException, InterruptedException {
    process.close(); // kill -9
    process.awaitExit();
    process = serve();
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  Path dataFolder() {
    return folder.resolve("sojourn-data");
  }

  NfsConnection connect() throws Exception {
    return client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), nfsPort), ROOT);
  }

  ClientSession session(String owner) {
    return Awaitility.await("a session") // at first clients may be told to come again
        .ignoreException(NfsException.class)
        .until(
            () -> ClientSession.open(client, connect(), SessionOptions.of(owner)),
            Objects::nonNull);
  }

  static Compound makeDirectory(String name) {
    return new Compound().putRootFileHandle().makeDirectory(name, new AttributeValues());
  }

  @Override
  public void close() {
    client.close();
    process.close();
  }
}
