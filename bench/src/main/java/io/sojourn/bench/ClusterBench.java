package io.sojourn.bench;

import io.sojourn.client.ClientOptions;
import io.sojourn.client.Outcome;
import io.sojourn.client.SojournClient;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The load of {@link WireBench} on three nodes, all on this machine; then how long no command is
 * acknowledged after the leader was killed.
 */
final class ClusterBench implements Benchmark {

  private static final int NODES = 3;
  private static final int WINDOW = 8;
  private static final int SETTLED_ANSWERS = 500;
  private static final long GIVE_UP_SECONDS = 120;
  private static final long POLL_MILLIS = 5;

  /** An outcome is to be known, however long the machine takes to elect a leader. */
  private static final ClientOptions PATIENT =
      ClientOptions.DEFAULT.withDeadline(Duration.ofMinutes(5));

  @Override
  public void run(Setting setting, PrintStream out) throws IOException, InterruptedException {
    new WireBench(NODES).run(setting, out);
    failover(setting, out);
  }

  private static void failover(Setting setting, PrintStream out)
      throws IOException, InterruptedException {
    int kills = setting.quick() ? 5 : 20;
    double[] gaps = new double[kills];
    try (SojournNodes nodes = SojournNodes.start(setting, NODES);
        SojournClient client = nodes.client(PATIENT)) {
      Steady steady = new Steady(client);
      try {
        steady.start();
        steady.awaitAnswers(SETTLED_ANSWERS);
        for (int i = 0; i < kills; i++) {
          int leader = nodes.leader();
          steady.forget();
          nodes.kill(leader);
          steady.awaitAnswers(SETTLED_ANSWERS);
          gaps[i] = steady.longestGapMillis();
          nodes.restart(leader);
          nodes.awaitReady(leader);
          steady.awaitAnswers(SETTLED_ANSWERS);
        }
      } finally {
        steady.stop();
      }
    }
    Spread spread = new Spread();
    for (double gap : gaps) {
      spread.add(gap);
    }
    Arrays.sort(gaps);
    out.println("kill -9 of the leader, " + kills + " times; without an acknowledged command, ms:");
    Table table = new Table("median (min-max)", "p99");
    table.row(spread.text(), Figures.text(gaps[Math.min(kills - 1, kills * 99 / 100)]));
    table.print(out);
  }

  /** A few commands under way all the time, and the longest time that none was answered. */
  private static final class Steady {

    private final SojournClient client;
    private final List<byte[]> commands =
        IntStream.range(0, WINDOW)
            .mapToObj(slot -> SojournWire.put("bench/steady/" + slot))
            .toList();
    private long answers;
    private long lastAnswer;
    private long longestGap;
    private boolean stopped;
    private String trouble = "";

    Steady(SojournClient client) {
      this.client = client;
    }

    void start() {
      forget();
      for (int slot = 0; slot < WINDOW; slot++) {
        send(slot);
      }
    }

    private void send(int slot) {
      var unused = client.submit(commands.get(slot)).thenAccept(outcome -> answered(slot, outcome));
    }

    private void answered(int slot, Outcome<byte[]> outcome) {
      synchronized (this) {
        if (stopped) {
          return;
        }
        if (!(outcome instanceof Outcome.Done<byte[]>)) {
          trouble = outcome.toString();
          return;
        }
        long now = System.nanoTime();
        longestGap = Math.max(longestGap, now - lastAnswer);
        lastAnswer = now;
        answers++;
      }
      send(slot);
    }

    /** Begins to measure anew. */
    synchronized void forget() {
      lastAnswer = System.nanoTime();
      longestGap = 0;
    }

    synchronized double longestGapMillis() {
      return longestGap / 1e6;
    }

    synchronized void stop() {
      stopped = true;
    }

    private synchronized long answers() throws IOException {
      if (!trouble.isEmpty()) {
        throw new IOException("a command was not done: " + trouble);
      }
      return answers;
    }

    /** Waits until so many more were answered. */
    void awaitAnswers(int more) throws IOException, InterruptedException {
      long wanted = answers() + more;
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
      while (answers() < wanted) {
        if (System.nanoTime() > deadline) {
          throw new IOException("no command is answered any more: " + client.state());
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }
}
