package io.sojourn.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a server runs. Immutable; the {@code with} methods give a changed copy.
 *
 * @param dataFolder where everything is kept; made if it is not there
 * @param address where to listen
 * @param allowedOrigins origins, besides the server's own, whose pages may use it, such as {@code
 *     https://example.org}; none unless told otherwise
 * @param lives how long sessions live unless their creator says
 * @param softSessionLimit above how many live sessions health is told as degraded; refuses nothing
 * @param drainPatience how long a closing server waits for requests in flight
 * @param machine what executes the requests of sessions
 * @param cluster the server's part in a cluster; none for a server alone
 * @param nfs how files are served by NFSv4.1; none unless told otherwise
 */
public record ServerConfig(
    Path dataFolder,
    Address address,
    Set<String> allowedOrigins,
    Lives lives,
    int softSessionLimit,
    Duration drainPatience,
    MachineChoice machine,
    Optional<ClusterConfig> cluster,
    Optional<NfsChoice> nfs) {

  /**
   * Where a server listens.
   *
   * @param host a name or an address; loopback unless told otherwise
   * @param port a port, or 0 for any free one
   */
  public record Address(String host, int port) {

    /** This machine only, at the usual port. */
    public static final Address DEFAULT = new Address("127.0.0.1", 3000);

    /** Checks the port. */
    public Address {
      require(port >= 0 && port <= 65_535, "the port must be 0 to 65535");
    }
  }

  /**
   * How long sessions live, in whole seconds.
   *
   * @param absolute how long a session lives at most
   * @param idle how long it lives without being seen; zero for no idle timeout
   */
  public record Lives(Duration absolute, Duration idle) {

    /** A day, seen or not. */
    public static final Lives DEFAULT = new Lives(Duration.ofHours(24), Duration.ZERO);

    /** Checks the numbers. */
    public Lives {
      require(!absolute.isNegative() && !absolute.isZero(), "the life must be positive");
      require(!idle.isNegative(), "the idle timeout must not be negative");
    }
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming what is out of bounds
   */
  public ServerConfig {
    require(softSessionLimit >= 0, "the soft limit of sessions must not be negative");
    require(!drainPatience.isNegative(), "the patience must not be negative");
    allowedOrigins = Set.copyOf(allowedOrigins);
    for (String origin : allowedOrigins) {
      require(
          origin.matches("https?://[^/]+"),
          "an origin is a scheme, a host and perhaps a port, such as https://example.org, not "
              + origin);
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** The defaults, on a data folder. */
  public static ServerConfig in(Path dataFolder) {
    return new ServerConfig(
        dataFolder,
        Address.DEFAULT,
        Set.of(),
        Lives.DEFAULT,
        10_000,
        Duration.ofSeconds(10),
        MachineChoice.SHIPPED,
        Optional.empty(),
        Optional.empty());
  }

  /** Listening elsewhere. */
  public ServerConfig withAddress(String host, int port) {
    return new ServerConfig(
        dataFolder,
        new Address(host, port),
        allowedOrigins,
        lives,
        softSessionLimit,
        drainPatience,
        machine,
        cluster,
        nfs);
  }

  /** Open to pages of these origins. */
  public ServerConfig withAllowedOrigins(Set<String> origins) {
    return new ServerConfig(
        dataFolder,
        address,
        origins,
        lives,
        softSessionLimit,
        drainPatience,
        machine,
        cluster,
        nfs);
  }

  /** With other lives of sessions. */
  public ServerConfig withLives(Duration absolute, Duration idle) {
    return new ServerConfig(
        dataFolder,
        address,
        allowedOrigins,
        new Lives(absolute, idle),
        softSessionLimit,
        drainPatience,
        machine,
        cluster,
        nfs);
  }

  /** With another number of sessions up to which health is told as healthy. */
  public ServerConfig withSoftSessionLimit(int sessions) {
    return new ServerConfig(
        dataFolder, address, allowedOrigins, lives, sessions, drainPatience, machine, cluster, nfs);
  }

  /** With another patience for requests in flight. */
  public ServerConfig withDrainPatience(Duration patience) {
    return new ServerConfig(
        dataFolder,
        address,
        allowedOrigins,
        lives,
        softSessionLimit,
        patience,
        machine,
        cluster,
        nfs);
  }

  /** With another state machine than the one that ships. */
  public ServerConfig withMachine(MachineChoice choice) {
    return new ServerConfig(
        dataFolder,
        address,
        allowedOrigins,
        lives,
        softSessionLimit,
        drainPatience,
        choice,
        cluster,
        nfs);
  }

  /** As a node of a cluster. */
  public ServerConfig withCluster(Optional<ClusterConfig> part) {
    return new ServerConfig(
        dataFolder,
        address,
        allowedOrigins,
        lives,
        softSessionLimit,
        drainPatience,
        machine,
        part,
        nfs);
  }

  /** Serving files by NFSv4.1 as well, or not. */
  public ServerConfig withNfs(Optional<NfsChoice> choice) {
    return new ServerConfig(
        dataFolder,
        address,
        allowedOrigins,
        lives,
        softSessionLimit,
        drainPatience,
        machine,
        cluster,
        choice);
  }
}
