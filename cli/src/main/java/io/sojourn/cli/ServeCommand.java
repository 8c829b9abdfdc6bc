package io.sojourn.cli;

import io.sojourn.server.MachineChoice;
import io.sojourn.server.ServerConfig;
import io.sojourn.server.ServerStartException;
import io.sojourn.server.SojournServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sojourn serve}. */
@Command(
    name = "serve",
    description = {
      "Runs a server until Ctrl-C: sessions over HTTP, keys and values, shared terminals, files by"
          + " NFSv4.1, and the pages.",
      "Everything that it was told is in the data folder and is there again after a restart."
    },
    footer = {
      "",
      "Environment: PORT, the port where --port is not given; SOJOURN_LOG, the level of the log on"
          + " standard",
      "error: off, error, warn (default), info, debug.",
      "Exit status: 0 stopped by Ctrl-C or SIGTERM, 1 cannot start, 2 wrong usage.",
      "",
      "Examples:",
      "  sojourn serve",
      "  sojourn serve --port 8080 --data /var/lib/sojourn",
      "  sojourn serve --machines /opt/machines",
      "  sojourn serve --nfs-port 2049 --nfs-lease 60",
      "  sojourn serve --node n1 --port 3001 --data n1 \\",
      "    --peers n1=127.0.0.1:7001,n2=127.0.0.1:7002,n3=127.0.0.1:7003"
    })
final class ServeCommand extends Verb {
  static final String PORT_VARIABLE = "PORT";
  private static final long LOOK_MILLIS = 50;
  private static final int LOOKS_IN_SILENCE = 60;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder; made if it is not there (default: ./sojourn-data).")
  Path data = Path.of("sojourn-data");

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port, or 0 for any free one (default: the variable PORT, else 3000).")
  @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "H",
      description = "The address to listen on (default: 127.0.0.1, this machine only).")
  String host = ServerConfig.Address.DEFAULT.host();

  @Option(
      names = "--machines",
      paramLabel = "DIR",
      description =
          "A folder of jars with a state machine of your own, to run in place of the key-value"
              + " one.")
  @Nullable Path machines;

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "Which machine to run, where those jars have several.")
  @Nullable String machine;

  @Option(
      names = ConfigFile.OPTION,
      paramLabel = "FILE",
      description =
          "Takes options from a file of lines such as port=3001; what is given here counts more.")
  @Nullable Path configFile;

  @ArgGroup(exclusive = false, heading = "%nFiles by NFSv4.1:%n")
  NfsOptions nfs = new NfsOptions();

  @ArgGroup(exclusive = false, heading = "%nA node of a cluster:%n")
  ClusterOptions cluster = new ClusterOptions();

  @Override
  public Integer call() {
    CountDownLatch stop = new CountDownLatch(1);
    AtomicBoolean asked = new AtomicBoolean();
    PrintWriter err = err();
    Signals.register("TERM", stop::countDown);
    Signals.register(
        "INT",
        () -> {
          if (asked.getAndSet(true)) {
            Runtime.getRuntime().halt(ExitStatus.INTERRUPTED);
          }
          err.println("Stopping; Ctrl-C again stops at once.");
          stop.countDown();
        });
    return serve(stop);
  }

  /** Serves until the latch opens. */
  int serve(CountDownLatch stop) {
    Logging.speakUp();
    ServerConfig config = config(System.getenv());
    PrintWriter out = out();
    boolean firstStart = !Files.exists(data.resolve(ApiKey.FILE));
    try (SojournServer server = SojournServer.start(config)) {
      Logging.started();
      if (!awaitReady(server, stop)) {
        return ExitStatus.DONE;
      }
      String address = address(config.doors().address().host(), server.address());
      out.println("Sojourn is ready at " + address);
      tellOfNfs(config, server);
      if (firstStart && config.cluster().isEmpty()) {
        showKey(out, address, server.adminKeyFile());
      } else if (firstStart) {
        out.println("The API key of the cluster is in " + server.adminKeyFile());
      }
      warnOfOpenDoor(config.doors().address().host(), server.nfsAddress().isPresent());
      stop.await();
      return ExitStatus.DONE;
    } catch (ServerStartException failed) {
      throw new CommandFailure(ExitStatus.FAILED, StartFailure.explain(config, failed));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return ExitStatus.INTERRUPTED;
    }
  }

  /** Where NFS is; or that it is not, though nobody turned it off. */
  private void tellOfNfs(ServerConfig config, SojournServer server) {
    Optional<InetSocketAddress> at = server.nfsAddress();
    if (at.isPresent()) {
      String host = shown(config.doors().address().host(), at.get());
      out().println("NFSv4.1 at " + host + ":" + at.get().getPort());
    } else if (config.nfs().isPresent()) {
      err()
          .println(
              "sojourn: NFS is not served, since port "
                  + config.nfs().get().port()
                  + " is taken; choose another with "
                  + NfsOptions.PORT
                  + " N, or turn it off with "
                  + NfsOptions.PORT
                  + " 0");
    }
  }

  /** A node of a cluster is ready when there is a leader; false if it was stopped before. */
  private boolean awaitReady(SojournServer server, CountDownLatch stop)
      throws InterruptedException {
    PrintWriter err = err();
    String told = "";
    for (int looks = 0; ; looks++) {
      String why = server.whyNotReady().orElse("");
      if (why.isEmpty()) {
        return true;
      }
      if (looks >= LOOKS_IN_SILENCE && !why.equals(told)) {
        err.println("sojourn: not ready yet: " + why);
        told = why;
      }
      if (stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
  }

  private ServerConfig config(Map<String, String> environment) {
    if (host.isBlank() || data.toString().isBlank()) {
      // Mostly a variable of a script that is not set: any folder and address would be the wrong
      // one.
      throw new CommandFailure(
          ExitStatus.USAGE, (host.isBlank() ? "--host" : "--data") + " is empty");
    }
    try {
      return ServerConfig.in(data.toAbsolutePath().normalize())
          .withAddress(host, port(environment))
          .withMachine(
              new MachineChoice(Optional.ofNullable(machines), Optional.ofNullable(machine)))
          .withCluster(cluster.config())
          .withNfs(nfs.choice());
    } catch (IllegalArgumentException wrong) {
      throw new CommandFailure(ExitStatus.USAGE, SojournCommand.reason(wrong));
    }
  }

  private int port(Map<String, String> environment) {
    if (port != null) {
      return port;
    }
    String variable = environment.getOrDefault(PORT_VARIABLE, "").strip();
    if (variable.isEmpty()) {
      return ServerConfig.Address.DEFAULT.port();
    }
    try {
      return Integer.parseInt(variable);
    } catch (NumberFormatException notNumber) {
      throw new CommandFailure(
          ExitStatus.USAGE, "the variable " + PORT_VARIABLE + " is not a port: " + variable);
    }
  }

  /** The address as a browser takes it; one that means every address is shown as this machine's. */
  private static String address(String host, InetSocketAddress bound) {
    return "http://" + shown(host, bound) + ":" + bound.getPort() + "/";
  }

  private static String shown(String host, InetSocketAddress bound) {
    String shown = bound.getAddress().isAnyLocalAddress() ? "127.0.0.1" : host;
    return shown.contains(":") ? "[" + shown + "]" : shown;
  }

  private static void showKey(PrintWriter out, String address, Path file) {
    String key;
    try {
      key = Files.readString(file).strip();
    } catch (IOException unreadable) {
      return; // The server has just read it; whoever took it away knows.
    }
    out.println();
    out.println("The API key, shown this one time; it is kept in " + file + ":");
    out.println("  " + key);
    out.println("Open the pages signed in:");
    out.println("  " + address + "#key=" + key);
    out.println();
  }

  private void warnOfOpenDoor(String host, boolean withNfs) {
    boolean loopback;
    try {
      loopback = InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException listeningAnyway) {
      loopback = false;
    }
    if (!loopback) {
      err()
          .println(
              "sojourn: warning: "
                  + host
                  + " can be reached by others and there is no TLS: keys and terminals travel in"
                  + " the clear; put a proxy with TLS in front"
                  + (withNfs
                      ? ". NFS believes what its clients say of their users (AUTH_SYS): let only"
                          + " those that you trust reach its port, or turn it off with "
                          + NfsOptions.PORT
                          + " 0"
                      : ""));
    }
  }
}
