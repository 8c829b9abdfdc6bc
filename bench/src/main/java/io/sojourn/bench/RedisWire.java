package io.sojourn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Redis as in {@link RedisTarget}, with a pipelined connection for each client. */
final class RedisWire implements WireTarget {

  private final RedisTarget first;
  private final List<RedisTarget> clients = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

  private RedisWire(RedisTarget first) {
    this.first = first;
    clients.add(first);
  }

  static RedisWire start(Setting setting) throws IOException, InterruptedException {
    RedisWire target = new RedisWire(RedisTarget.in(setting.scratch().fresh("redis")));
    for (int i = 1; i < CLIENTS; i++) {
      target.clients.add(target.first.another(i));
    }
    return target;
  }

  @Override
  public LoadResult run(int clients, int window, double seconds) throws IOException {
    List<Future<Latencies>> running = new ArrayList<>();
    for (RedisTarget client : this.clients.subList(0, clients)) {
      running.add(threads.submit(() -> client.load(window, seconds)));
    }
    List<Latencies> latencies = new ArrayList<>();
    try {
      for (Future<Latencies> each : running) {
        latencies.add(each.get());
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return Latencies.together(latencies);
  }

  /** A thread for each client reads; all commands are sent by this one. */
  @Override
  public LoadResult offer(int perSecond, double seconds) throws IOException {
    Schedule schedule = Schedule.of(perSecond, seconds);
    for (int i = 0; i < CLIENTS; i++) {
      RedisTarget client = clients.get(i);
      long share = schedule.share(i, CLIENTS);
      var unused = threads.submit(() -> readAnswers(client, share));
    }
    long[][] numbers = new long[CLIENTS][WINDOW];
    return OpenLoad.run(
        CLIENTS,
        WINDOW,
        schedule,
        (client, slot, answers) -> {
          try {
            numbers[client][slot] = clients.get(client).send(slot, numbers[client][slot], answers);
          } catch (IOException e) {
            answers.failed("Redis: " + e);
          }
        });
  }

  private static void readAnswers(RedisTarget client, long count) {
    try {
      client.readAnswers(count);
    } catch (IOException e) {
      client.giveUp("Redis: " + e);
    }
  }

  @Override
  public double serverCpuSeconds() throws IOException {
    return first.writerCpuSeconds();
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (RedisTarget client : clients.reversed()) {
      client.close();
    }
  }
}
