package io.sojourn.server;

import io.netty.channel.unix.Errors.NativeIoException;
import io.sojourn.engine.SessionEngine;
import io.sojourn.machine.ServiceMachine;
import io.sojourn.nfs.Nfs;
import io.sojourn.nfs.NfsAdmin;
import io.sojourn.nfs.NfsConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** NFSv4.1 beside the HTTP door, on the same host; perhaps not there. Thread-safe. */
final class NfsDoor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NfsDoor.class);

  /**
   * What every node has in its kernel, whether it has the door or not: it has to apply what others
   * have put into the log. Knows nothing of this node's options, since all nodes have to do the
   * same.
   */
  static final List<ServiceMachine> MACHINES = List.of(Nfs.machine(NfsConfig.DEFAULT));

  private final Optional<Nfs> nfs;

  private NfsDoor(Optional<Nfs> nfs) {
    this.nfs = nfs;
  }

  /**
   * Opens the door, if there is to be one.
   *
   * @param leads whether this node leads
   * @throws ServerStartException if the address cannot be used
   */
  static NfsDoor open(ServerConfig config, SessionEngine engine, BooleanSupplier leads) {
    return new NfsDoor(config.nfs().flatMap(choice -> open(config, choice, engine, leads)));
  }

  private static Optional<Nfs> open(
      ServerConfig config, NfsChoice choice, SessionEngine engine, BooleanSupplier leads) {
    String host = config.doors().address().host();
    InetSocketAddress address = new InetSocketAddress(host, choice.port());
    if (address.isUnresolved()) {
      throw ServerStartException.cannotListenForNfs(
          host, choice.port(), "the host is unknown", null);
    }
    try {
      Nfs opened = Nfs.open(new Nfs.Ground(engine, leads), choice.config(), address);
      LOG.info("NFSv4.1 listens on {}", opened.address());
      return Optional.of(opened);
    } catch (IOException e) {
      if (choice.ifFree() && isTaken(e)) {
        LOG.info("NFS is not served: another program listens on {}", address);
        return Optional.empty();
      }
      throw ServerStartException.cannotListenForNfs(host, choice.port(), why(e), e);
    }
  }

  private static Throwable innermost(IOException failed) {
    return failed.getCause() == null ? failed : failed.getCause();
  }

  private static String why(IOException failed) {
    Throwable cause = innermost(failed);
    return ServerStartException.whyNotListen(cause);
  }

  private static boolean isTaken(IOException failed) {
    Throwable cause = innermost(failed);
    return (cause instanceof BindException || cause instanceof NativeIoException)
        && why(failed).contains("in use");
  }

  /** Where it listens; empty if it is not there. */
  Optional<InetSocketAddress> address() {
    return nfs.map(Nfs::address);
  }

  /** What an administrator may see and do; empty if it is not there. */
  Optional<NfsAdmin> admin() {
    return nfs.map(Nfs::admin);
  }

  /** Shows what it counts. */
  void show(Metrics metrics) {
    nfs.ifPresent(open -> NfsMeters.show(open, metrics));
  }

  /** Takes nothing more, and answers what came; false if some was not within that time. */
  boolean drain(Duration patience) {
    return nfs.map(open -> open.drain(patience)).orElse(true);
  }

  @Override
  public void close() {
    nfs.ifPresent(Nfs::close);
  }
}
