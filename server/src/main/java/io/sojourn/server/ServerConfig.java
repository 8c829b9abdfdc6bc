package io.sojourn.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a server runs. Immutable; the {@code with} methods give a changed copy.
 *
 * @param dataFolder where everything is kept; made if it is not there
 * @param host the name or address to listen on; loopback unless told otherwise
 * @param port the port to listen on, or 0 for any free one
 * @param allowedOrigins origins, besides the server's own, whose pages may use it, such as {@code
 *     https://example.org}; none unless told otherwise
 * @param defaultLife how long a session lives at most unless its creator says; whole seconds
 * @param defaultIdle how long a session lives without being seen unless its creator says; zero for
 *     no idle timeout; whole seconds
 * @param softSessionLimit above how many live sessions health is told as degraded; refuses nothing
 * @param drainPatience how long a closing server waits for requests in flight
 * @param machine what executes the requests of sessions
 * @param cluster the server's part in a cluster; none for a server alone
 */
public record ServerConfig(
    Path dataFolder,
    String host,
    int port,
    Set<String> allowedOrigins,
    Duration defaultLife,
    Duration defaultIdle,
    int softSessionLimit,
    Duration drainPatience,
    MachineChoice machine,
    Optional<ClusterConfig> cluster) {

  /** The host unless told otherwise: this machine only. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  /** The port unless told otherwise. */
  public static final int DEFAULT_PORT = 3000;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming what is out of bounds
   */
  public ServerConfig {
    require(port >= 0 && port <= 65_535, "the port must be 0 to 65535");
    require(!defaultLife.isNegative() && !defaultLife.isZero(), "the life must be positive");
    require(!defaultIdle.isNegative(), "the idle timeout must not be negative");
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
        DEFAULT_HOST,
        DEFAULT_PORT,
        Set.of(),
        Duration.ofHours(24),
        Duration.ZERO,
        10_000,
        Duration.ofSeconds(10),
        MachineChoice.SHIPPED,
        Optional.empty());
  }

  /** Listening elsewhere. */
  public ServerConfig withAddress(String otherHost, int otherPort) {
    return new ServerConfig(
        dataFolder,
        otherHost,
        otherPort,
        allowedOrigins,
        defaultLife,
        defaultIdle,
        softSessionLimit,
        drainPatience,
        machine,
        cluster);
  }

  /** Open to pages of these origins. */
  public ServerConfig withAllowedOrigins(Set<String> origins) {
    return new ServerConfig(
        dataFolder,
        host,
        port,
        origins,
        defaultLife,
        defaultIdle,
        softSessionLimit,
        drainPatience,
        machine,
        cluster);
  }

  /** With other lives of sessions. */
  public ServerConfig withLives(Duration life, Duration idle) {
    return new ServerConfig(
        dataFolder,
        host,
        port,
        allowedOrigins,
        life,
        idle,
        softSessionLimit,
        drainPatience,
        machine,
        cluster);
  }

  /** With another number of sessions up to which health is told as healthy. */
  public ServerConfig withSoftSessionLimit(int sessions) {
    return new ServerConfig(
        dataFolder,
        host,
        port,
        allowedOrigins,
        defaultLife,
        defaultIdle,
        sessions,
        drainPatience,
        machine,
        cluster);
  }

  /** With another patience for requests in flight. */
  public ServerConfig withDrainPatience(Duration patience) {
    return new ServerConfig(
        dataFolder,
        host,
        port,
        allowedOrigins,
        defaultLife,
        defaultIdle,
        softSessionLimit,
        patience,
        machine,
        cluster);
  }

  /** With another state machine than the one that ships. */
  public ServerConfig withMachine(MachineChoice choice) {
    return new ServerConfig(
        dataFolder,
        host,
        port,
        allowedOrigins,
        defaultLife,
        defaultIdle,
        softSessionLimit,
        drainPatience,
        choice,
        cluster);
  }

  /** As a node of a cluster. */
  public ServerConfig withCluster(Optional<ClusterConfig> part) {
    return new ServerConfig(
        dataFolder,
        host,
        port,
        allowedOrigins,
        defaultLife,
        defaultIdle,
        softSessionLimit,
        drainPatience,
        machine,
        part);
  }
}
