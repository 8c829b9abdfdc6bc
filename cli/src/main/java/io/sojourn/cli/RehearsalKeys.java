package io.sojourn.cli;

import io.sojourn.client.Outcome;
import io.sojourn.client.SojournClient;
import io.sojourn.client.SojournClientBuilder;
import io.sojourn.kv.KvClient;
import io.sojourn.kv.KvCodecs;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.KvEntry;
import io.sojourn.kv.KvWatcher;
import io.sojourn.kv.Target;
import io.sojourn.kv.Value;
import io.sojourn.wire.connect.Consistency;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Clients of the key-value machine, each with a full window: mostly puts, some of them watched, and
 * now and then each of the other commands.
 */
final class RehearsalKeys implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int WINDOW = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Value VALUE = Value.of(new byte[100]);

  /** One command of so many is not a usual put. */
  private static final int RARITY = 4;

  private final List<SojournClient> clients = new ArrayList<>();
  private final KvClient watching;
  private final int[] turns = new int[CLIENTS * WINDOW];

  /** Connects the clients. */
  RehearsalKeys(String key, List<String> servers) throws IOException, InterruptedException {
    watching = KvClient.connect(builder(key, servers), PATIENCE);
    try {
      var unused = watching.watch(Target.prefix("watched/"), new Onlooker());
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(builder(key, servers).build().connect());
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static SojournClientBuilder builder(String key, List<String> servers) {
    return SojournClient.builder(servers.toArray(String[]::new)).key(key).userId("rehearsal");
  }

  /**
   * Keeps all windows full for that long: from within the answer to a command the next one goes
   * out. A slot ends with a command that was not done.
   */
  void play(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    CountDownLatch ended = new CountDownLatch(turns.length);
    for (int slot = 0; slot < turns.length; slot++) {
      begin(slot, end, ended);
    }
    if (!ended.await(time.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("a command was never answered");
    }
  }

  private void begin(int slot, long end, CountDownLatch ended) {
    var unused =
        next(slot)
            .whenComplete(
                (outcome, failure) -> {
                  if (outcome instanceof Outcome.Done<byte[]> && System.nanoTime() < end) {
                    begin(slot, end, ended);
                  } else {
                    ended.countDown();
                  }
                });
  }

  private CompletionStage<Outcome<byte[]>> next(int slot) {
    SojournClient client = clients.get(slot % CLIENTS);
    int turn = turns[slot]++;
    String name = "rehearsal/" + slot;
    KvCommand command =
        switch (turn % (RARITY * 6)) {
          case 0 -> new KvCommand.Get(name);
          case RARITY -> new KvCommand.Put("watched/" + slot, VALUE, false);
          case 2 * RARITY -> new KvCommand.Increment("count/" + slot, 1);
          case 3 * RARITY ->
              new KvCommand.CompareAndSet(name, new KvCommand.Expected.Equal(VALUE), VALUE, false);
          case 4 * RARITY -> new KvCommand.Delete(name, 0);
          case 5 * RARITY -> new KvCommand.Put("held/" + slot, VALUE, true);
          default -> new KvCommand.Put(name, VALUE, false);
        };
    byte[] encoded = KvCodecs.COMMAND.encode(command);
    return command instanceof KvCommand.Get
        ? client.query(encoded, Consistency.LINEARIZABLE, PATIENCE)
        : client.submit(encoded);
  }

  @Override
  public void close() {
    clients.forEach(SojournClient::close);
    watching.close();
  }

  /** Takes its pushes, and does nothing with them. */
  private static final class Onlooker implements KvWatcher {
    @Override
    public void changed(KvEntry entry) {}

    @Override
    public void removed(String key, long version) {}
  }
}
