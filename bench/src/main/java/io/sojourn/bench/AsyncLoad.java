package io.sojourn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Several clients that answer on threads of their own. Each keeps a number of commands under way;
 * the next one goes out from within the answer to the last.
 */
final class AsyncLoad {

  private static final int SAMPLES = 1 << 17;
  private static final long GIVE_UP_SECONDS = 60;

  private final Sender sender;
  private final long end;
  private final CountDownLatch under;
  private volatile String trouble = "";

  private AsyncLoad(Sender sender, int clients, double seconds) {
    this.sender = sender;
    this.end = System.nanoTime() + (long) (seconds * 1e9);
    this.under = new CountDownLatch(clients);
  }

  /** Runs for that long, then waits for the last answers. */
  static LoadResult run(int clients, int window, double seconds, Sender sender) throws IOException {
    AsyncLoad load = new AsyncLoad(sender, clients, seconds);
    List<Flow> flows = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      flows.add(load.new Flow(client, window));
    }
    for (Flow flow : flows) {
      flow.start();
    }
    try {
      boolean over = load.under.await((long) seconds + GIVE_UP_SECONDS, TimeUnit.SECONDS);
      if (!load.trouble.isEmpty() || !over) {
        throw new IOException(over ? load.trouble : "a command was never answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return Latencies.together(flows.stream().map(flow -> flow.latencies).toList());
  }

  /** The commands of one client. */
  private final class Flow implements Sender.Answers {

    private final int client;
    private final long[] sentAt;
    private final Latencies latencies = new Latencies(SAMPLES);
    private int underWay;

    private Flow(int client, int window) {
      this.client = client;
      this.sentAt = new long[window];
      this.underWay = window;
    }

    private void start() {
      for (int slot = 0; slot < sentAt.length; slot++) {
        synchronized (this) {
          sentAt[slot] = System.nanoTime();
        }
        sender.send(client, slot, this);
      }
    }

    @Override
    public void answered(int slot) {
      long now = System.nanoTime();
      boolean again;
      synchronized (this) {
        latencies.answered(sentAt[slot], now);
        again = now < end && trouble.isEmpty();
        if (again) {
          sentAt[slot] = now;
        }
      }
      if (again) {
        sender.send(client, slot, this);
      } else {
        ended();
      }
    }

    @Override
    public void failed(String why) {
      trouble = why;
      ended();
    }

    private synchronized void ended() {
      if (--underWay == 0) {
        under.countDown();
      }
    }
  }
}
