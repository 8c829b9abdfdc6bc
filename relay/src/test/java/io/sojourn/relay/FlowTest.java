package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many bytes in either direction. Viewers that do not keep up: {@link SlowViewersTest}. */
class FlowTest {

  private static final long GROWTH_MAX = 48L << 20;

  private final long memoryBefore = directMemory();
  private RelayServer server = RelayServer.start();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    server.close();
  }

  private void restartWith(RelayLimits limits) {
    server.close();
    server = new RelayServer(limits);
  }

  private static long directMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  @Test
  void whoJoinsDuringAFloodSeesNoGapAndNothingTwice() {
    WsClient host = server.host();
    NumberedLines lines = new NumberedLines(host, "t", 37);
    AtomicBoolean allJoined = new AtomicBoolean();
    CompletableFuture<Void> flooded =
        CompletableFuture.runAsync(
            () -> {
              lines.sendUntil(allJoined::get);
              lines.sendEnd();
            },
            threads);
    List<CompletableFuture<Sight>> joined = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < 6; i++) {
      long next = server.relay().metrics().framesFromHosts() + 500 + random.nextInt(1_000);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> server.relay().metrics().framesFromHosts() >= next);
      Sight viewer = new Sight(server.viewer(host.code()));
      joined.add(CompletableFuture.supplyAsync(() -> viewer.takeToTheEndOf("t"), threads));
    }
    allJoined.set(true);
    flooded.join();
    int latest = 0;
    for (CompletableFuture<Sight> each : joined) {
      // Whoever did not keep up was skipped: then this holds of each stretch.
      for (String stretch : each.join().all("t")) {
        latest = Math.max(latest, NumberedLines.assertContinuous(stretch).first());
      }
      assertThat(NumberedLines.assertContinuous(each.join().latest("t")).last())
          .isEqualTo(lines.lines() - 1);
    }
    assertThat(latest).as("somebody joined after output was forgotten").isPositive();
  }

  @Test
  void aHostThatDoesNotReadStopsItsViewersAndIsGivenUpIfItNeverDoes() {
    restartWith(smallHostQueueAndNobodySilent());
    WsClient host = server.host();
    WsClient viewer = server.viewer(host.code());
    int pastes = 2_000;
    byte[] paste = new byte[32 << 10];
    Arrays.fill(paste, (byte) 'x');
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Void> pasting =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < pastes; i++) {
                viewer.sendOutput("t", paste);
                sent.incrementAndGet();
              }
            },
            threads);
    RelayMetrics metrics = server.relay().metrics();
    AtomicLong sentWhileHostWasThere = new AtomicLong();
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              server.pass(2_000);
              long now = sent.get();
              if (metrics.hosts() == 1) {
                sentWhileHostWasThere.set(now);
              }
              assertThat(directMemory() - memoryBefore).isLessThan(GROWTH_MAX);
              return metrics.hosts() == 0;
            });
    assertThat(sentWhileHostWasThere.get()).as("the viewer was held back").isLessThan(pastes);
    pasting.join();
    assertThat(viewer.text()).contains("host_away");
  }

  private static RelayLimits smallHostQueueAndNobodySilent() {
    RelayLimits.Frames f = RelayLimits.Frames.DEFAULT;
    RelayLimits.Times t = RelayServer.quick().times();
    long never = Duration.ofDays(1).toMillis();
    return RelayServer.quick()
        .with(
            new RelayLimits.Frames(
                f.binaryBytes(),
                f.textBytes(),
                f.nameLength(),
                f.viewerQueueBytes(),
                64 << 10,
                f.socketBytes(),
                f.burstBytes()))
        .with(
            new RelayLimits.Times(
                t.firstMessage(),
                never,
                never,
                never,
                t.farewell(),
                t.life(),
                t.codeLife(),
                t.viewerStall(),
                t.hostStall(),
                t.linger(),
                t.refusal(),
                t.kernel(),
                t.sweep()));
  }

  @Test
  void inputOfManyViewersReachesAHostThatReads() {
    WsClient host = server.host();
    int each = 300;
    int viewers = 4;
    List<CompletableFuture<Void>> typing = new ArrayList<>();
    List<WsClient> joined = new ArrayList<>();
    for (int v = 0; v < viewers; v++) {
      joined.add(server.viewer(host.code()));
      host.text();
    }
    for (int v = 0; v < viewers; v++) {
      WsClient viewer = joined.get(v);
      String terminal = "t" + v;
      typing.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < each; i++) {
                  viewer.sendOutput(terminal, String.valueOf(i));
                }
              },
              threads));
    }
    int[] next = new int[viewers];
    for (int i = 0; i < each * viewers; i++) {
      WsClient.Frame frame = host.frame();
      String text = frame.text();
      int viewer = text.charAt(2) - '0';
      assertThat(text.substring(3)).isEqualTo(String.valueOf(next[viewer]));
      next[viewer]++;
    }
    typing.forEach(CompletableFuture::join);
  }
}
