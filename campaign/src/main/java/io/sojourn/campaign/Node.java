package io.sojourn.campaign;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node: a server in a process of its own, which is killed, stopped and started again at will.
 *
 * <p>Thread-safe.
 */
final class Node implements AutoCloseable {

  private static final int SHOWN_BYTES = 4_000;

  private final String name;
  private final Path folder;
  private final int doorPort;
  private final int logPort;
  private final int nfsPort;
  private List<String> words = List.of();
  private @Nullable Process process;
  private int lives;

  /**
   * Makes one that does not run yet.
   *
   * @param folder its own, which is there
   * @param doorPort where clients are served
   * @param logPort where the other nodes are
   * @param nfsPort where clients of NFS are served
   */
  Node(String name, Path folder, int doorPort, int logPort, int nfsPort) {
    this.name = name;
    this.folder = folder;
    this.doorPort = doorPort;
    this.logPort = logPort;
    this.nfsPort = nfsPort;
  }

  String name() {
    return name;
  }

  int doorPort() {
    return doorPort;
  }

  int logPort() {
    return logPort;
  }

  /** Where clients of NFS are served. */
  InetSocketAddress nfs() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), nfsPort);
  }

  Path data() {
    return folder.resolve("data");
  }

  /** Runs {@code sojourn serve} with these further options, from the class path of this program. */
  synchronized void start(List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.sojourn.cli.Main",
            "serve"));
    command.addAll(
        List.of(
            "--port",
            Integer.toString(doorPort),
            "--nfs-port",
            Integer.toString(nfsPort),
            "--data",
            data().toString()));
    command.addAll(options);
    words = command;
    startAgain();
  }

  /** Runs it as before, unless it runs. */
  synchronized void startAgain() throws IOException {
    if (isRunning()) {
      return;
    }
    lives++;
    ProcessBuilder program =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
    program.environment().put("SOJOURN_LOG", "INFO"); // what Ratis tells of its elections
    process = program.start();
  }

  synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** How often it was started. */
  synchronized int lives() {
    return lives;
  }

  /** The id of its process, the last one if it does not run; 0 if it never did. */
  synchronized long pid() {
    return process == null ? 0 : process.pid();
  }

  /** Ends it as a power cut would, but for what the system has yet to write to the disk. */
  synchronized void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  /** Lets it stand still. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on. */
  void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private synchronized void signal(String signal) throws IOException, InterruptedException {
    if (isRunning()) {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
    }
  }

  private Path output() {
    return folder.resolve("output.txt");
  }

  /** The end of what it printed, over all its lives. */
  String lastWords() {
    try {
      byte[] all = Files.readAllBytes(output());
      int from = Math.max(0, all.length - SHOWN_BYTES);
      return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(nothing)";
    }
  }

  /** How it stands by its own account, and what its threads are doing. */
  String standing() throws InterruptedException {
    if (!isRunning()) {
      return "dead";
    }
    String told = Gauges.of(this).map(Gauges::standing).orElse("silent");
    return told + "\n" + Stacks.of(pid(), folder.resolve("stacks.txt"));
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
