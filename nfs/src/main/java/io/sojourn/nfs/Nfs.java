package io.sojourn.nfs;

import io.sojourn.machine.Exchange;
import io.sojourn.machine.ServiceMachine;
import io.sojourn.nfs.machine.NfsMachine;
import io.sojourn.nfs.machine.OperationTable;
import io.sojourn.nfs.rpc.RpcMetrics;
import io.sojourn.nfs.rpc.RpcProgram;
import io.sojourn.nfs.rpc.RpcServer;
import io.sojourn.nfs.session.SessionKeys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The door of NFSv4.1 of one node: program 100003, version 4, minor version 1, over TCP (RFC 8881,
 * RFC 5531). The kernel behind it has to have {@link #machine} among its services.
 *
 * <p>While another node leads, clients are told to come again. Thread-safe.
 */
public final class Nfs implements AutoCloseable {

  /** The number of the program. */
  public static final int PROGRAM = 100_003;

  /** The version of the program. */
  public static final int VERSION = 4;

  /** How often it is looked whether this node leads, in milliseconds. */
  private static final long LOOK_MILLIS = 50;

  /** How often leases, recalls and slots are looked at, in milliseconds. */
  private static final long UPKEEP_MILLIS = 1_000;

  /**
   * What the door stands on.
   *
   * @param exchange the kernel's channels
   * @param leads whether this node leads, for all it knows; asked often, from any thread
   */
  public record Ground(Exchange exchange, BooleanSupplier leads) {}

  private final RpcServer server;
  private final Leadership leadership;
  private final Upkeep upkeep;
  private final NfsMetrics metrics;
  private final NfsAdmin admin;

  /**
   * What the kernel has to have among its services; the same on every node.
   *
   * @param config of which the bounds of sessions and files count
   */
  public static ServiceMachine machine(NfsConfig config) {
    return new NfsMachine(config.sessions(), config.tree());
  }

  /**
   * Opens the door.
   *
   * @param address where to listen; port 0 for any free one
   * @throws IOException if the address cannot be used
   */
  public static Nfs open(Ground ground, NfsConfig config, InetSocketAddress address)
      throws IOException {
    return open(ground, config, address, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  /** Opens the door with a clock of its own: milliseconds that never go back. */
  static Nfs open(Ground ground, NfsConfig config, InetSocketAddress address, LongSupplier clock)
      throws IOException {
    return new Nfs(ground, config, address, clock);
  }

  private Nfs(Ground ground, NfsConfig config, InetSocketAddress address, LongSupplier clock)
      throws IOException {
    SessionKeys keys = new SessionKeys(new SecureRandom());
    Replicated replicated = new Replicated(ground.exchange());
    OperationTable operations = new NfsMachine(config.sessions(), config.tree()).operations();
    this.metrics = new NfsMetrics();
    this.leadership = new Leadership(config, replicated, metrics, ground.leads(), clock, keys);
    this.upkeep = new Upkeep(replicated, metrics);
    Peers peers = new Peers(leadership, config.callbackMillis());
    DoorParts parts =
        new DoorParts(
            leadership, replicated, new Sessions(replicated), operations, keys, peers, metrics);
    Door door =
        new Door(leadership, new SequencedCompounds(parts), new SoloCompounds(parts), metrics);
    this.admin = new NfsAdmin(leadership, replicated);
    this.server =
        RpcServer.open(
            address,
            config.rpc(),
            List.of(new RpcProgram(PROGRAM, VERSION, VERSION, door)),
            new RpcMetrics());
    leadership.look();
    server.every(LOOK_MILLIS, leadership::look);
    server.every(UPKEEP_MILLIS, this::upkeep);
  }

  /** Does now what is done now and then. */
  void upkeep() {
    Reign reign = leadership.reign();
    if (reign != null) {
      upkeep.run(reign);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** Whether clients are served, and not told to come again. */
  public boolean isServing() {
    return leadership.reign() != null;
  }

  /** What an administrator may see and do. */
  public NfsAdmin admin() {
    return admin;
  }

  /** What the door counts. */
  public NfsMetrics metrics() {
    return metrics;
  }

  /** What its connections count. */
  public RpcMetrics rpcMetrics() {
    return server.metrics();
  }

  /**
   * Takes nothing more, and closes each connection when what came over it is answered.
   *
   * @return false if something was not within that time
   */
  public boolean drain(Duration patience) {
    return server.drain(patience);
  }

  /** Closes the door and every connection; sessions live on. */
  @Override
  public void close() {
    leadership.close();
    server.close();
  }
}
