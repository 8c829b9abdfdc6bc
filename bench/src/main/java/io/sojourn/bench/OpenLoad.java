package io.sojourn.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Commands that come at a fixed rate, to several clients in turn, however long answers take. What a
 * command has to wait for, a client that is behind among it, is in its latency: that counts from
 * the moment it was due.
 */
final class OpenLoad {

  private static final int SAMPLES = 1 << 16;
  private static final long GIVE_UP_SECONDS = 60;

  private final Flow[] flows;
  private volatile String trouble = "";

  private OpenLoad(int clients, int window) {
    this.flows =
        IntStream.range(0, clients).mapToObj(client -> new Flow(window)).toArray(Flow[]::new);
  }

  /**
   * Plays the schedule, then waits for the last answers.
   *
   * @param window how many commands a client may have under way; the next one waits for one of them
   * @throws IOException if a command was refused, its outcome is unknown, or it took absurdly long
   */
  static LoadResult run(int clients, int window, Schedule schedule, Sender sender)
      throws IOException {
    OpenLoad load = new OpenLoad(clients, window);
    try {
      schedule.play((command, due) -> load.send((int) (command % clients), due, sender));
      for (Flow flow : load.flows) {
        for (int slot = 0; slot < window && load.trouble.isEmpty(); slot++) {
          load.take(flow);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (!load.trouble.isEmpty()) {
      throw new IOException(load.trouble);
    }
    return Latencies.together(List.of(load.flows).stream().map(flow -> flow.latencies).toList());
  }

  private boolean send(int client, long due, Sender sender) throws InterruptedException {
    Flow flow = flows[client];
    int slot = take(flow);
    if (!trouble.isEmpty()) {
      return false;
    }
    flow.dueAt[slot] = due;
    sender.send(client, slot, flow);
    return true;
  }

  /** Takes a free slot, as soon as there is one. */
  private int take(Flow flow) throws InterruptedException {
    Integer slot = flow.free.poll(GIVE_UP_SECONDS, TimeUnit.SECONDS);
    if (slot == null) {
      trouble = "a command was never answered";
      return -1;
    }
    return slot;
  }

  /** The commands of one client. */
  private final class Flow implements Sender.Answers {

    /** Its slot's command: written before that is sent, and read when it is answered. */
    private final long[] dueAt;

    private final BlockingQueue<Integer> free = new LinkedBlockingQueue<>();
    private final Latencies latencies = new Latencies(SAMPLES);

    Flow(int window) {
      dueAt = new long[window];
      for (int slot = 0; slot < window; slot++) {
        free.add(slot);
      }
    }

    @Override
    public void answered(int slot) {
      synchronized (this) {
        latencies.answered(dueAt[slot], System.nanoTime());
      }
      free.add(slot);
    }

    @Override
    public void failed(String why) {
      trouble = why;
      free.add(0); // whoever waits for a slot looks at the trouble then
    }
  }
}
