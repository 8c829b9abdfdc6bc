package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.client.Outcome;
import io.sojourn.client.SojournClient;
import io.sojourn.kv.KvClient;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.KvEntry;
import io.sojourn.kv.KvLock;
import io.sojourn.kv.KvReply;
import io.sojourn.kv.KvWatch;
import io.sojourn.kv.KvWatcher;
import io.sojourn.kv.Target;
import io.sojourn.kv.Value;
import io.sojourn.server.ServerConfig;
import io.sojourn.server.SojournServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client of the key-value machine on a whole server. */
@Timeout(300)
class KvClientTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private SojournServer server;
  private KvClient ann;
  private KvClient bob;

  @BeforeEach
  void start() throws IOException {
    server = SojournServer.start(ServerConfig.in(folder).withAddress("127.0.0.1", 0));
    ann = connect();
    bob = connect();
  }

  @AfterEach
  void stop() {
    ann.close();
    bob.close();
    server.close();
  }

  private KvClient connect() throws IOException {
    return KvClient.connect(
        SojournClient.builder("127.0.0.1:" + server.address().getPort())
            .key(Files.readString(server.adminKeyFile()).strip()),
        PATIENCE);
  }

  private static <T> T done(Outcome<T> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<T>) outcome).value();
  }

  /** Keeps what it is told; what is told twice, or backwards, it remembers as wrong. */
  private static final class Told implements KvWatcher {
    private final Consumer<KvEntry> look;
    private final Map<String, KvEntry> entries = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int missed;
    private String end = "";

    Told() {
      this(entry -> {});
    }

    /** Does something with each change before it keeps it. */
    Told(Consumer<KvEntry> look) {
      this.look = look;
    }

    @Override
    public void changed(KvEntry entry) {
      look.accept(entry);
      keep(entry);
    }

    private synchronized void keep(KvEntry entry) {
      KvEntry before = entries.put(entry.key(), entry);
      if (before != null && before.version() >= entry.version()) {
        wrong.add(before + " before " + entry);
      }
    }

    @Override
    public synchronized void removed(String key, long version) {
      if (entries.remove(key) == null) {
        wrong.add(key + " was not there");
      }
    }

    @Override
    public synchronized void missed() {
      missed++;
    }

    @Override
    public synchronized void ended(String why) {
      end = why;
    }

    synchronized Map<String, KvEntry> entries() {
      return Map.copyOf(entries);
    }

    synchronized int missedTimes() {
      return missed;
    }

    synchronized String end() {
      return end;
    }

    synchronized List<String> wrong() {
      return List.copyOf(wrong);
    }
  }

  /** So many changes, many of them under way at a time; each must be made. */
  private static void change(KvClient client, int changes, int keys) throws Exception {
    List<Future<Outcome<KvReply>>> asked = new ArrayList<>();
    for (int i = 0; i < changes; i++) {
      String key = "k/%05d".formatted(i % keys);
      KvCommand command =
          i % 7 == 6
              ? new KvCommand.Delete(key, 0)
              : new KvCommand.Put(key, Value.of("v" + i), false);
      asked.add(client.submit(command));
    }
    for (Future<Outcome<KvReply>> one : asked) {
      assertThat(done(one.get())).isNotInstanceOf(KvReply.Refused.class);
    }
  }

  private Map<String, KvEntry> present() throws InterruptedException {
    Map<String, KvEntry> present = new HashMap<>();
    String after = "";
    for (boolean more = true; more; ) {
      KvReply.Listing page = done(bob.list(new KvCommand.List("k/", after, 1000, false)));
      for (KvEntry entry : page.entries()) {
        present.put(entry.key(), entry);
        after = entry.key();
      }
      more = page.more();
    }
    return present;
  }

  private static void awaitTold(Told told, Map<String, KvEntry> present) {
    await().atMost(PATIENCE).until(() -> told.entries().equals(present));
    assertThat(told.wrong()).isEmpty();
  }

  @Test
  void aWatchThatBeginsAmongChangesShowsEveryKeyOnceAndInOrder() throws Exception {
    change(bob, 2500, 2500);
    Told told = new Told();
    CompletableFuture<Void> changes =
        CompletableFuture.runAsync(
            () -> {
              try {
                change(bob, 500, 100);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    KvWatch watch = done(ann.watch(Target.prefix("k/"), told));
    changes.get();
    awaitTold(told, present());
    watch.close();
    done(bob.put("k/00000", Value.of("unseen")));
    assertThat(told.entries()).isNotEqualTo(present());
    assertThat(told.end()).isEmpty();
  }

  @Test
  void aWatcherThatIsTooSlowHoldsUpNobodyAndEndsWithWhatIsThere() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Told told =
        new Told(
            entry -> {
              if (entry.value().equals(Value.of("v3"))) {
                try {
                  goOn.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
            });
    done(ann.watch(Target.prefix("k/"), told));
    change(bob, 4000, 50);
    assertThat(told.entries()).hasSizeLessThan(50);
    goOn.countDown();
    awaitTold(told, present());
    assertThat(told.missedTimes()).isPositive();
    done(bob.put("k/after", Value.of("all")));
    awaitTold(told, present());
  }

  @Test
  void twoWatchersOfTheSameAreToldAndOneMayLeave() throws Exception {
    Told first = new Told();
    Told second = new Told();
    KvWatch watch = done(ann.watch(Target.key("k/x"), first));
    done(ann.watch(Target.key("k/x"), second));
    done(bob.put("k/x", Value.of("1")));
    awaitTold(first, present());
    awaitTold(second, present());
    watch.close();
    done(bob.put("k/x", Value.of("2")));
    awaitTold(second, present());
    assertThat(first.entries()).isNotEqualTo(present());
  }

  @Test
  void aWatcherThatThrowsEndsItsOwnWatchAndNoOther() throws Exception {
    Told told = new Told();
    Told throwing =
        new Told(
            entry -> {
              throw new IllegalStateException("cannot bear it");
            });
    done(ann.watch(Target.prefix("k/"), throwing));
    done(ann.watch(Target.prefix("k/"), told));
    done(bob.put("k/x", Value.of("1")));
    awaitTold(told, present());
    assertThat(throwing.end()).contains("cannot bear it");
    done(bob.put("k/x", Value.of("2")));
    awaitTold(told, present());
  }

  @Test
  void theEndOfTheSessionEndsItsWatchesButNotByOnesOwnHand() throws Exception {
    Told told = new Told();
    done(ann.watch(Target.prefix("k/"), told));
    Told closed = new Told();
    done(bob.watch(Target.prefix("k/"), closed));
    bob.close();
    assertThat(closed.end()).isEmpty();
    bob = connect();
    server.close();
    server = SojournServer.start(ServerConfig.in(folder).withAddress("127.0.0.1", 0));
    assertThat(told.end()).isEmpty(); // it may come back there
    ann.client().detach();
    await().atMost(PATIENCE).until(() -> !told.end().isEmpty()); // told on another thread
  }

  @Test
  void aLockThatIsNotGrantedInTimeIsNotGrantedLater() throws Exception {
    KvLock lock = done(ann.lock("l", Duration.ZERO)).orElseThrow();
    assertThat(done(bob.lock("l", Duration.ZERO))).isEmpty();
    assertThat(done(bob.lock("l", Duration.ofMillis(200)))).isEmpty();
    assertThat(done(bob.holder("l")).map(KvReply.Held::waiting)).contains(0L);
    assertThat(done(ann.lock("l", Duration.ZERO)).map(KvLock::token)).contains(lock.token());
    assertThat(done(lock.unlock())).isTrue();
    assertThat(done(lock.unlock())).isFalse();
    assertThat(done(bob.holder("l"))).isEmpty();
  }

  @Test
  void aLockIsGrantedToWhoWaitsForItWithAHigherToken() throws Exception {
    KvLock lock = done(ann.lock("l", Duration.ZERO)).orElseThrow();
    CompletableFuture<Optional<KvLock>> next = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                next.complete(done(bob.lock("l", PATIENCE)));
              } catch (InterruptedException | RuntimeException e) {
                next.completeExceptionally(e);
              }
            });
    await()
        .atMost(PATIENCE)
        .until(() -> done(ann.holder("l")).map(KvReply.Held::waiting).orElse(0L) == 1);
    assertThat(next).isNotDone();
    lock.unlock();
    assertThat(next.get().orElseThrow().token()).isGreaterThan(lock.token());
  }

  @Test
  void whatTheMachineRefusesIsRefusedWithItsReason() throws Exception {
    done(ann.putEphemeral("n", Value.of("none")));
    assertThat(ann.increment("n", 1))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.code()).isEqualTo("not_a_number"));
    assertThat(ann.get(""))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.code()).isEqualTo("invalid_key"));
    assertThat(done(bob.get("n")).map(KvEntry::owner)).contains(ann.client().id());
    ann.close();
    assertThat(done(bob.get("n"))).isEmpty();
  }
}
