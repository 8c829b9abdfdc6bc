package io.sojourn.cli;

import io.sojourn.server.NfsChoice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The part of {@code serve} that serves files by NFSv4.1. */
final class NfsOptions {
  static final String PORT = "--nfs-port";

  @Option(
      names = PORT,
      paramLabel = "N",
      description =
          "The port of NFS on the same host, or 0 for none (default: 12049, and none if that is"
              + " taken).")
  @Nullable Integer port;

  @Option(
      names = "--nfs-lease",
      paramLabel = "SECONDS",
      description =
          "How long what a client has open is kept without a sign of life from it, 1 to 3600"
              + " (default: 90).")
  @Nullable Integer lease;

  @Option(
      names = "--nfs-persistent",
      paramLabel = "true|false",
      arity = "1",
      description =
          "Whether sessions survive a restart with the replies that are kept for retries. With"
              + " false they end with the server, and clients make new ones (default: true).")
  @Nullable Boolean persistent;

  /**
   * How NFS was asked for; empty if it was turned off.
   *
   * @throws IllegalArgumentException naming what is out of bounds
   */
  Optional<NfsChoice> choice() {
    NfsChoice choice = NfsChoice.DEFAULT;
    if (lease != null) {
      choice = choice.withLeaseSeconds(lease);
    }
    if (persistent != null) {
      choice = choice.withPersistent(persistent);
    }
    if (port == null) {
      return Optional.of(choice);
    }
    return port == 0 ? Optional.empty() : Optional.of(choice.withPort(port));
  }
}
