package io.sojourn.bench;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.Header;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Aeron Cluster with a sync of each piece of its log, over UDP: the fastest log there is, with no
 * deduplication, no session that outlives its client, and no reply kept. One thread serves all
 * clients; they have a media driver of their own, as clients on other machines would.
 */
final class AeronWire implements WireTarget {

  /** What Aeron wants to be allowed. */
  private static final List<String> FLAGS =
      List.of("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");

  private static final int PORTS_EACH = 5;
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final int SAMPLES = 1 << 20;

  private final List<ServerProcess> servers = new ArrayList<>();
  private final List<Path> shared = new ArrayList<>();
  private final MediaDriver driver;
  private final Aeron aeron;
  private final List<Client> clients = new ArrayList<>();

  private AeronWire(Path folder) {
    shared.add(folder);
    driver =
        MediaDriver.launchEmbedded(
            new MediaDriver.Context()
                .aeronDirectoryName(folder.toString())
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED));
    aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
  }

  static AeronWire start(Setting setting, int nodes) throws IOException, InterruptedException {
    AeronWire target = new AeronWire(sharedFolder("clients"));
    try {
      String endpoints = target.launch(setting, nodes);
      for (int i = 0; i < CLIENTS; i++) {
        target.clients.add(target.new Client(endpoints));
      }
      return target;
    } catch (IOException | RuntimeException e) {
      String said = target.output();
      target.close();
      throw new IOException("Aeron Cluster did not start:\n" + said, e);
    }
  }

  /** Where processes share memory: on a disk Aeron would be slower than it can be. */
  private static Path sharedFolder(String name) {
    Path memory = Path.of("/dev/shm");
    Path parent = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    return parent.resolve("sojourn-bench-aeron-" + ProcessHandle.current().pid() + "-" + name);
  }

  /** Starts the nodes; answers where clients find them. */
  private String launch(Setting setting, int nodes) throws IOException {
    List<Integer> ports = ServerProcess.freePorts(PORTS_EACH * nodes);
    String members =
        IntStream.range(0, nodes)
            .mapToObj(
                i ->
                    i
                        + ","
                        + ports.subList(PORTS_EACH * i, PORTS_EACH * (i + 1)).stream()
                            .map(port -> "localhost:" + port)
                            .collect(Collectors.joining(",")))
            .collect(Collectors.joining("|"));
    for (int i = 0; i < nodes; i++) {
      Path folder = setting.scratch().fresh("aeron");
      Path memory = sharedFolder("node" + i);
      shared.add(memory);
      int archivePort = ports.get(PORTS_EACH * i + PORTS_EACH - 1);
      List<String> arguments =
          List.of(
              Integer.toString(i),
              members,
              Integer.toString(archivePort),
              memory.toString(),
              folder.toString());
      servers.add(
          JavaPeer.launch(AeronNode.class.getName(), FLAGS, arguments, archivePort, folder));
    }
    return IntStream.range(0, nodes)
        .mapToObj(i -> i + "=localhost:" + ports.get(PORTS_EACH * i))
        .collect(Collectors.joining(","));
  }

  private String output() throws IOException {
    StringBuilder said = new StringBuilder();
    for (ServerProcess server : servers) {
      said.append(server.output());
    }
    return said.toString();
  }

  /** One client: its commands carry their slot, and the answers bring it back. */
  private final class Client implements EgressListener {

    private final AeronCluster cluster;
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[PAYLOAD_BYTES]);
    private final ArrayDeque<Integer> toSend = new ArrayDeque<>();
    private Latencies latencies = new Latencies(1);
    private long[] sentAt = new long[0];
    private long end;
    private int underWay;

    /** Slots that nothing is under way in: when commands come at a rate. */
    private final ArrayDeque<Integer> free = new ArrayDeque<>();

    Client(String endpoints) {
      cluster =
          AeronCluster.connect(
              new AeronCluster.Context()
                  .aeron(aeron)
                  .ownsAeronClient(false)
                  .messageTimeoutNs(CONNECT_NANOS)
                  .ingressChannel("aeron:udp?term-length=1m")
                  .ingressEndpoints(endpoints)
                  .egressChannel("aeron:udp?endpoint=localhost:0")
                  .egressListener(this));
    }

    void begin(int window, long until) {
      latencies = new Latencies(SAMPLES / CLIENTS);
      sentAt = new long[window];
      end = until;
      underWay = window;
      long now = System.nanoTime();
      for (int slot = 0; slot < window; slot++) {
        sentAt[slot] = now;
        toSend.add(slot);
      }
    }

    /** Gets ready for commands that come one by one. */
    void beginIdle(int window) {
      begin(0, System.nanoTime());
      sentAt = new long[window];
      free.clear();
      for (int slot = 0; slot < window; slot++) {
        free.add(slot);
      }
    }

    /** Takes a command that is due; false if the window is full. */
    boolean take(long due) {
      Integer slot = free.poll();
      if (slot == null) {
        return false;
      }
      sentAt[slot] = due;
      underWay++;
      toSend.add(slot);
      return true;
    }

    /** Sends what the channel takes and reads what has come; answers whether there was any. */
    boolean work() {
      boolean worked = false;
      for (Integer slot = toSend.peek(); slot != null; slot = toSend.peek()) {
        command.putLong(0, slot);
        if (cluster.offer(command, 0, PAYLOAD_BYTES) < 0) {
          break;
        }
        toSend.remove();
        worked = true;
      }
      return cluster.pollEgress() > 0 || worked;
    }

    @Override
    public void onMessage(
        long clusterSessionId,
        long timestamp,
        DirectBuffer buffer,
        int offset,
        int length,
        Header header) {
      int slot = (int) buffer.getLong(offset);
      long now = System.nanoTime();
      latencies.answered(sentAt[slot], now);
      if (now < end) {
        sentAt[slot] = now;
        toSend.add(slot);
      } else {
        underWay--;
        free.add(slot);
      }
    }
  }

  @Override
  public LoadResult run(int count, int window, double seconds) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    List<Client> running = clients.subList(0, count);
    running.forEach(client -> client.begin(window, end));
    while (running.stream().anyMatch(client -> client.underWay > 0)) {
      work(running, end);
    }
    return Latencies.together(running.stream().map(client -> client.latencies).toList());
  }

  @Override
  public LoadResult offer(int perSecond, double seconds) throws IOException {
    clients.forEach(client -> client.beginIdle(WINDOW));
    Schedule schedule = Schedule.of(perSecond, seconds);
    long taken = 0;
    while (taken < schedule.commands() || clients.stream().anyMatch(c -> c.underWay > 0)) {
      while (taken < schedule.dueBy(System.nanoTime())
          && clients.get((int) (taken % CLIENTS)).take(schedule.due(taken))) {
        taken++;
      }
      work(clients, schedule.end());
    }
    return Latencies.together(clients.stream().map(client -> client.latencies).toList());
  }

  /** Lets each client do what it can; gives up long after the end. */
  @SuppressWarnings("ThreadPriorityCheck") // gives way to the server when cores are few
  private void work(List<Client> running, long end) throws IOException {
    boolean worked = false;
    for (Client client : running) {
      worked |= client.work();
    }
    if (!worked) {
      Thread.yield();
      if (System.nanoTime() - end > GIVE_UP_NANOS) {
        throw new IOException("a command was never answered:\n" + output());
      }
    }
  }

  @Override
  public double serverCpuSeconds() throws IOException {
    return ServerProcess.cpuSeconds(servers);
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.cluster.close();
    }
    aeron.close();
    driver.close();
    for (ServerProcess server : servers) {
      server.close();
    }
    for (Path folder : shared) {
      if (Files.exists(folder)) {
        Scratch.delete(folder);
      }
    }
  }
}
