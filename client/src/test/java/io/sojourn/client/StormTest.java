package io.sojourn.client;

import static io.sojourn.client.Tally.bytes;
import static io.sojourn.client.Tally.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.engine.FileLog;
import io.sojourn.engine.FileLogOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that are cut and nodes that are started again, while clients go on as if nothing were. */
class StormTest {

  private static final int CLIENTS = 4;
  private static final int COMMANDS = 3_000;
  private static final int UNDER_WAY = 64;
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private Node node;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    node = open();
    wire = new Wire(node.port());
  }

  private Node open() throws IOException {
    return new Node(new FileLog(folder.resolve("data"), FileLogOptions.defaults()), 0);
  }

  @AfterEach
  void stop() throws IOException {
    wire.close();
    node.close();
  }

  private SojournClient connected(PushHandler handler) throws IOException {
    return SojournClient.builder(wire.address())
        .key(Node.KEY)
        .options(
            ClientOptions.DEFAULT
                .withDeadline(LONG)
                .withConnecting(LONG, Duration.ofSeconds(5))
                .withBackoff(Duration.ofMillis(5), Duration.ofMillis(100))
                .withSilence(Duration.ofMillis(500), Duration.ofMillis(500), LONG))
        .onPush(handler)
        .build()
        .connect();
  }

  /** Submits commands of one name, some of them out of order, and waits until all are done. */
  private static void work(SojournClient client, String name) {
    List<CompletableFuture<Outcome<byte[]>>> all = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      Order order = i % 7 == 0 ? Order.ANY : Order.SUBMITTED;
      all.add(client.submit(bytes("add " + name), order).toCompletableFuture());
      if (i >= UNDER_WAY) {
        assertThat(all.get(i - UNDER_WAY).join()).isInstanceOf(Outcome.Done.class);
      }
    }
    assertThat(all).allMatch(one -> one.join() instanceof Outcome.Done);
  }

  private long count(SojournClient client, String name) throws InterruptedException {
    Outcome<byte[]> outcome = client.await(client.query(bytes(name)));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return Long.parseLong(text(((Outcome.Done<byte[]>) outcome).value()));
  }

  /** Lets clients work while something goes wrong again and again, then counts what was done. */
  private void everyCommandIsExecutedOnceThough(Trouble trouble) throws Exception {
    List<SojournClient> clients = new ArrayList<>();
    List<CompletableFuture<Void>> works = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      String name = "c" + i;
      SojournClient client = connected(push -> {});
      clients.add(client);
      works.add(CompletableFuture.runAsync(() -> work(client, name), Thread::startVirtualThread));
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(works.toArray(CompletableFuture[]::new));
    for (int times = 0; times < trouble.times() && !all.isDone(); times++) {
      trouble.strike(all::isDone);
      // Until the clients got somewhere: at least one of them is served again.
      await().atMost(LONG).until(() -> all.isDone() || clients.stream().anyMatch(StormTest::isUp));
    }
    all.join();
    for (int i = 0; i < CLIENTS; i++) {
      assertThat(count(clients.get(i), "of c" + i)).isEqualTo(COMMANDS);
    }
    assertThat(count(clients.get(0), Tally.ALL)).isEqualTo((long) CLIENTS * COMMANDS);
    clients.forEach(SojournClient::close);
  }

  private static boolean isUp(SojournClient client) {
    return client.state() instanceof ClientState.Connected;
  }

  /** Waits until the node has executed so much more, or everything is over. */
  private void awaitEntries(int entries, BooleanSupplier over) {
    long from = node.engine().appliedIndex();
    await()
        .atMost(LONG)
        .until(() -> over.getAsBoolean() || node.engine().appliedIndex() >= from + entries);
  }

  private interface Trouble {
    int times();

    void strike(BooleanSupplier over) throws Exception;
  }

  @Test
  void everyCommandIsExecutedOnceThoughLinesAreCut() throws Exception {
    Random random = new Random(42);
    everyCommandIsExecutedOnceThough(
        new Trouble() {
          @Override
          public int times() {
            return 60;
          }

          @Override
          public void strike(BooleanSupplier over) {
            // A moment that the seed says, counted in what the node executed.
            awaitEntries(1 + random.nextInt(30), over);
            wire.cutAll();
          }
        });
  }

  @Test
  void everyCommandIsExecutedOnceThoughTheNodeIsStartedAgain() throws Exception {
    everyCommandIsExecutedOnceThough(
        new Trouble() {
          @Override
          public int times() {
            return 6;
          }

          @Override
          public void strike(BooleanSupplier over) throws Exception {
            awaitEntries(20, over);
            if (node.engine().appliedIndex() % 2 == 0) {
              node.shutDown();
            } else {
              node.close();
            }
            node = open();
            wire.target(node.port());
          }
        });
  }

  @Test
  void everyCommandIsExecutedOnceThoughLinesGoSilent() throws Exception {
    everyCommandIsExecutedOnceThough(
        new Trouble() {
          @Override
          public int times() {
            return 3;
          }

          @Override
          public void strike(BooleanSupplier over) {
            awaitEntries(10, over);
            wire.silenceAll();
          }
        });
  }

  @Test
  void everyPushIsHandledOnceAndInOrderThoughLinesAreCut() throws Exception {
    List<Long> handled = new CopyOnWriteArrayList<>();
    SojournClient client = connected(push -> handled.add(push.number()));
    List<CompletableFuture<Outcome<byte[]>>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(client.submit(bytes("push 10 hello")).toCompletableFuture());
      if (i % 10 == 0) {
        assertThat(all.get(i).join()).isInstanceOf(Outcome.Done.class);
        wire.cutAll();
      }
    }
    assertThat(IntStream.range(0, 100)).allMatch(i -> all.get(i).join() instanceof Outcome.Done);
    await().atMost(LONG).until(() -> handled.size() >= 1_000);
    assertThat(handled)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1_000).boxed().toList());
    client.close();
  }
}
