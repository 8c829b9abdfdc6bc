package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many bytes, and peers that do not keep up with them. */
class FlowTest {

  private static final int LINE = 10;
  private static final String END = "the end\n";
  private static final long MEMORY_MAX = 48L << 20;

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

  /** Frames of numbered lines, in all so many lines, then the end. */
  private static void flood(WsClient host, int lines, int linesPerFrame) {
    int sent = flood(host, () -> false, lines, linesPerFrame);
    assertThat(sent).isEqualTo(lines);
  }

  /** Frames of numbered lines until it is enough, then the end; answers how many lines. */
  private static int flood(
      WsClient host, BooleanSupplier isEnough, int linesMax, int linesPerFrame) {
    StringBuilder frame = new StringBuilder();
    int lines = 0;
    while (lines < linesMax && !(frame.isEmpty() && isEnough.getAsBoolean())) {
      frame.append(1_000_000_000L + lines).deleteCharAt(frame.length() - LINE).append('\n');
      lines++;
      if (lines % linesPerFrame == 0) {
        host.sendOutput("t", frame.toString());
        frame.setLength(0);
      }
    }
    host.sendOutput("t", frame + END);
    return lines;
  }

  /** Reads until the end; answers everything that came of the terminal. */
  private static byte[] readAll(WsClient viewer) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] end = END.getBytes(StandardCharsets.UTF_8);
    while (true) {
      WsClient.Frame frame = viewer.frame();
      assertThat(frame.opcode()).as(frame.text()).isNotEqualTo(WsClient.CLOSE);
      if (frame.opcode() == WsClient.BINARY) {
        byte[] payload = frame.payload();
        all.write(payload, 2, payload.length - 2);
        if (payload.length - 2 >= end.length
            && Arrays.equals(
                end, Arrays.copyOfRange(payload, payload.length - end.length, payload.length))) {
          return all.toByteArray();
        }
      }
    }
  }

  /** Checks that whole lines follow one another up to the last; answers the first. */
  private static int assertContinuous(byte[] shown, int lines) {
    String text = new String(shown, StandardCharsets.UTF_8);
    assertThat(text).endsWith(END);
    String body = text.substring(0, text.length() - END.length());
    int partial = body.length() % LINE;
    int first = lines;
    for (int at = body.length() - LINE; at >= partial; at -= LINE) {
      first--;
      assertThat(Integer.parseInt(body.substring(at, at + LINE - 1))).isEqualTo(first);
    }
    return first;
  }

  private static long directMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  @Test
  void aStalledViewerIsClosedAndDisturbsNobody() {
    RelayLimits.Frames d = RelayLimits.Frames.DEFAULT;
    restartWith(
        RelayServer.quick()
            .with(
                new RelayLimits.Frames(
                    d.binaryBytes(),
                    d.textBytes(),
                    d.nameLength(),
                    256 << 10,
                    d.hostQueueBytes(),
                    d.burstBytes())));
    WsClient host = server.host();
    WsClient stalled = server.viewer(host.code());
    WsClient good = server.viewer(host.code());
    int lines = 2_000_000;
    CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> readAll(good), threads);
    AtomicLong most = new AtomicLong();
    CompletableFuture<Void> flooded =
        CompletableFuture.runAsync(() -> flood(host, lines, 800), threads);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              most.accumulateAndGet(directMemory(), Math::max);
              return read.isDone();
            });
    flooded.join();
    assertThat(assertContinuous(read.join(), lines)).as("nothing was lost").isZero();
    assertThat(most.get()).as("direct memory").isLessThan(MEMORY_MAX);
    assertThat(server.relay().metrics().slowViewersClosed()).isEqualTo(1);

    assertThat(stalled.closedSometime()).isEqualTo(4100);
    assertThat(host.text()).contains("browser_connected");
    assertThat(host.text()).contains("browser_connected");
    assertThat(host.text()).contains("browser_disconnected").contains(stalled.sessionId());
  }

  @Test
  void withoutPatienceAViewerPastItsQueueIsClosedAtOnce() {
    RelayLimits.Frames f = RelayLimits.Frames.DEFAULT;
    RelayLimits.Times t = RelayServer.quick().times();
    restartWith(
        RelayServer.quick()
            .with(
                new RelayLimits.Frames(
                    f.binaryBytes(),
                    f.textBytes(),
                    f.nameLength(),
                    64 << 10,
                    f.hostQueueBytes(),
                    f.burstBytes()))
            .with(
                new RelayLimits.Times(
                    t.firstMessage(),
                    t.ping(),
                    t.silence(),
                    t.grace(),
                    t.farewell(),
                    t.life(),
                    t.codeLife(),
                    0,
                    t.hostStall(),
                    t.linger(),
                    t.refusal(),
                    t.kernel(),
                    t.sweep())));
    WsClient host = server.host();
    WsClient stalled = server.viewer(host.code());
    flood(host, 2_000_000, 800);
    assertThat(stalled.closedSometime()).isEqualTo(4100);
    assertThat(server.relay().metrics().hostHolds()).isZero();
  }

  @Test
  void whoJoinsDuringAFloodSeesNoGapAndNothingTwice() {
    WsClient host = server.host();
    AtomicBoolean allJoined = new AtomicBoolean();
    CompletableFuture<Integer> flooded =
        CompletableFuture.supplyAsync(
            () -> flood(host, allJoined::get, Integer.MAX_VALUE, 37), threads);
    List<CompletableFuture<byte[]>> joined = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < 6; i++) {
      long next = server.relay().metrics().framesFromHosts() + 500 + random.nextInt(1_000);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> server.relay().metrics().framesFromHosts() >= next);
      WsClient viewer = server.viewer(host.code());
      joined.add(CompletableFuture.supplyAsync(() -> readAll(viewer), threads));
    }
    allJoined.set(true);
    int lines = flooded.join();
    int latest = 0;
    for (CompletableFuture<byte[]> each : joined) {
      latest = Math.max(latest, assertContinuous(each.join(), lines));
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
              assertThat(directMemory()).isLessThan(MEMORY_MAX);
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
                t.patience(),
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
