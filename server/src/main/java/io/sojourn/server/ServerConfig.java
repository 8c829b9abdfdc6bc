package io.sojourn.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a server runs. Immutable; the {@code with} methods give a changed copy.
 *
 * @param dataFolder where everything is kept; made if it is not there
 * @param doors where the doors are, and how they are open
 * @param lives how long sessions live unless their creator says
 * @param softSessionLimit above how many live sessions health is told as degraded; refuses nothing
 * @param machine what executes the requests of sessions
 * @param cluster the server's part in a cluster; none for a server alone
 * @param nfs how files are served by NFSv4.1; none unless told otherwise
 */
public record ServerConfig(
    Path dataFolder,
    Doors doors,
    Lives lives,
    int softSessionLimit,
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
   * Where the doors are, and how they are open.
   *
   * @param address where HTTP and WebSockets are; NFS is at the same host
   * @param allowedOrigins origins, besides the server's own, whose pages may use it, such as {@code
   *     https://example.org}; none unless told otherwise
   * @param drainPatience how long a closing server waits for requests in flight
   */
  public record Doors(Address address, Set<String> allowedOrigins, Duration drainPatience) {

    /** This machine only, for pages of its own, with ten seconds to end. */
    public static final Doors DEFAULT =
        new Doors(Address.DEFAULT, Set.of(), Duration.ofSeconds(10));

    /** Checks the origins and the patience. */
    public Doors {
      require(!drainPatience.isNegative(), "the patience must not be negative");
      allowedOrigins = Set.copyOf(allowedOrigins);
      for (String origin : allowedOrigins) {
        require(
            origin.matches("https?://[^/]+"),
            "an origin is a scheme, a host and perhaps a port, such as https://example.org, not "
                + origin);
      }
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
   * Checks the number.
   *
   * @throws IllegalArgumentException naming what is out of bounds
   */
  public ServerConfig {
    require(softSessionLimit >= 0, "the soft limit of sessions must not be negative");
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
        Doors.DEFAULT,
        Lives.DEFAULT,
        10_000,
        MachineChoice.SHIPPED,
        Optional.empty(),
        Optional.empty());
  }

  /** Listening elsewhere. */
  public ServerConfig withAddress(String host, int port) {
    return with(new Doors(new Address(host, port), doors.allowedOrigins, doors.drainPatience));
  }

  /** Open to pages of these origins. */
  public ServerConfig withAllowedOrigins(Set<String> origins) {
    return with(new Doors(doors.address, origins, doors.drainPatience));
  }

  /** With another patience for requests in flight. */
  public ServerConfig withDrainPatience(Duration patience) {
    return with(new Doors(doors.address, doors.allowedOrigins, patience));
  }

  private ServerConfig with(Doors other) {
    return new ServerConfig(dataFolder, other, lives, softSessionLimit, machine, cluster, nfs);
  }

  /** With other lives of sessions. */
  public ServerConfig withLives(Duration absolute, Duration idle) {
    Lives other = new Lives(absolute, idle);
    return new ServerConfig(dataFolder, doors, other, softSessionLimit, machine, cluster, nfs);
  }

  /** With another number of sessions up to which health is told as healthy. */
  public ServerConfig withSoftSessionLimit(int sessions) {
    return new ServerConfig(dataFolder, doors, lives, sessions, machine, cluster, nfs);
  }

  /** With another state machine than the one that ships. */
  public ServerConfig withMachine(MachineChoice choice) {
    return new ServerConfig(dataFolder, doors, lives, softSessionLimit, choice, cluster, nfs);
  }

  /** As a node of a cluster. */
  public ServerConfig withCluster(Optional<ClusterConfig> part) {
    return new ServerConfig(dataFolder, doors, lives, softSessionLimit, machine, part, nfs);
  }

  /** Serving files by NFSv4.1 as well, or not. */
  public ServerConfig withNfs(Optional<NfsChoice> choice) {
    return new ServerConfig(dataFolder, doors, lives, softSessionLimit, machine, cluster, choice);
  }
}
