package io.sojourn.relay;

import static io.sojourn.relay.NumberedLines.assertContinuous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Viewers that read less than their host sends, or nothing at all. */
class SlowViewersTest {

  private static final long GROWTH_MAX = 48L << 20;
  private static final int LINES_PER_FRAME = 800;
  private static final int FLOOD_FRAMES = 4_000;
  private static final int STALL_MILLIS = (int) RelayLimits.Times.DEFAULT.viewerStall();

  private final long memoryBefore = directMemory();
  private RelayServer server = RelayServer.start();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    server.close();
  }

  private void restartWithQueueOf(int viewerQueueBytes) {
    RelayLimits.Frames f = RelayLimits.Frames.DEFAULT;
    server.close();
    server =
        new RelayServer(
            RelayServer.quick()
                .with(
                    new RelayLimits.Frames(
                        f.binaryBytes(),
                        f.textBytes(),
                        f.nameLength(),
                        viewerQueueBytes,
                        f.hostQueueBytes(),
                        f.socketBytes(),
                        f.burstBytes())));
  }

  private RelayMetrics metrics() {
    return server.relay().metrics();
  }

  /** A host that has read of its first viewers' coming. */
  private WsClient hostOf(List<WsClient> viewers, int count) {
    WsClient host = server.host();
    for (int i = 0; i < count; i++) {
      viewers.add(server.viewer(host.code()));
      assertThat(host.text()).contains("browser_connected");
    }
    return host;
  }

  /** Floods until the relay has left something out for one viewer more. */
  private void floodUntilSkipped(NumberedLines lines) {
    long before = metrics().viewerSkips();
    lines.sendUntil(() -> metrics().viewerSkips() > before);
  }

  /** Returns when the relay has sent what the sockets take after what was read of them. */
  private void settle() {
    server.pass(0);
    server.pass(0);
  }

  /** What somebody is shown who joins now. */
  private Sight whatIsThere(WsClient host, String... terminals) {
    return new Sight(server.viewer(host.code())).takeToTheEndOf(terminals);
  }

  private static long directMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  /** How much more memory there is in use than when the test began. */
  private long growth() {
    return directMemory() - memoryBefore;
  }

  @Test
  void aHostFloodsOnWhileNoViewerReadsAndTheyAreShownTheLatestOnceTheyDo() {
    List<WsClient> stalled = new ArrayList<>();
    WsClient host = hostOf(stalled, 2);
    NumberedLines lines = new NumberedLines(host, "t", LINES_PER_FRAME);
    lines.sendFrames(FLOOD_FRAMES);
    lines.sendEnd();
    host.settle();
    assertThat(growth()).as("direct memory").isLessThan(GROWTH_MAX);
    // What came in one read is counted at its end, which may be after the answer to what was last
    // in it.
    await().until(() -> metrics().bytesFromHosts() > 10L * lines.lines());
    assertThat(metrics().viewerSkips()).isEqualTo(2);

    String latest = whatIsThere(host, "t").latest("t");
    for (WsClient viewer : stalled) {
      Sight sight = new Sight(viewer).takeToTheEndOf("t");
      assertThat(sight.all("t")).as("what came before the skip, and after it").hasSize(2);
      assertThat(assertContinuous(sight.all("t").getFirst()).first()).isZero();
      assertThat(sight.latest("t")).isEqualTo(latest);
      assertThat(assertContinuous(latest).last()).isEqualTo(lines.lines() - 1);
      assertThat(sight.texts()).containsExactly("{\"type\":\"replay_begin\",\"session_id\":\"t\"}");
    }
    assertThat(metrics().slowViewersClosed()).isZero();
    host.sendOutput("t", "live again");
    for (WsClient viewer : stalled) {
      assertThat(viewer.text()).contains("replay_end");
      assertThat(viewer.outputText("t")).isEqualTo("live again");
    }
  }

  @Test
  void whoKeepsUpGetsEverythingWhileAnotherReadsNothing() {
    List<WsClient> viewers = new ArrayList<>();
    WsClient host = hostOf(viewers, 2);
    NumberedLines lines = new NumberedLines(host, "t", LINES_PER_FRAME);
    Sight good = new Sight(viewers.getLast());
    int ahead = 16;
    for (int i = 0; i < FLOOD_FRAMES; i++) {
      lines.sendFrame();
      if (i >= ahead) {
        good.takeOne();
      }
    }
    lines.sendEnd();
    good.takeToTheEndOf("t");
    assertThat(good.texts()).isEmpty();
    assertThat(assertContinuous(good.latest("t")))
        .isEqualTo(new NumberedLines.Span(0, lines.lines() - 1));
    assertThat(metrics().viewerSkips()).as("of the other").isEqualTo(1);
  }

  @Test
  void whoReadsAsFastAsItCanIsNotClosedInAFloodAndEndsWithTheLatest() {
    restartWithQueueOf(64 << 10);
    List<WsClient> viewers = new ArrayList<>();
    WsClient host = hostOf(viewers, 3);
    NumberedLines lines = new NumberedLines(host, "t", LINES_PER_FRAME);
    List<CompletableFuture<Sight>> reading =
        viewers.stream()
            .map(Sight::new)
            .map(sight -> CompletableFuture.supplyAsync(() -> sight.takeToTheEndOf("t"), threads))
            .toList();
    lines.sendFrames(FLOOD_FRAMES);
    lines.sendEnd();
    List<Sight> shown = reading.stream().map(CompletableFuture::join).toList();
    String latest = whatIsThere(host, "t").latest("t");
    shown.forEach(sight -> assertShownInOrder(sight, "t", latest));
    assertThat(metrics().slowViewersClosed()).isZero();
  }

  /** Each stretch without a gap, none older than the one before, and the last as it should be. */
  private static void assertShownInOrder(Sight sight, String terminal, String latest) {
    int last = 0;
    for (String stretch : sight.all(terminal)) {
      NumberedLines.Span span = assertContinuous(stretch);
      assertThat(span.last()).isGreaterThanOrEqualTo(last);
      last = span.last();
    }
    // The last replay, and what came live after it, can be more than is kept now.
    assertThat(sight.latest(terminal)).endsWith(latest);
  }

  @Test
  void aSlowViewerOfSeveralTerminalsIsSkippedOverAndOverAndAlwaysShownWholeReplays() {
    long seed = 20_261_120;
    Random random = new Random(seed);
    restartWithQueueOf(256 << 10);
    List<WsClient> viewers = new ArrayList<>();
    WsClient host = hostOf(viewers, 1);
    String[] terminals = {"a", "b", "c"};
    List<NumberedLines> outputs = new ArrayList<>();
    for (String terminal : terminals) {
      outputs.add(new NumberedLines(host, terminal, 50 + random.nextInt(LINES_PER_FRAME)));
    }
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> flooded =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; !enough.get(); i++) {
                outputs.get(i % terminals.length).sendFrame();
              }
              outputs.forEach(NumberedLines::sendEnd);
            },
            threads);
    Sight slow = new Sight(viewers.getFirst());
    for (int skips = 1; skips <= 6; skips++) {
      int times = skips;
      await().atMost(Duration.ofMinutes(1)).until(() -> metrics().viewerSkips() >= times);
      // At least one whole replay and what may wait behind it.
      slow.takeBytes((2 << 20) + random.nextInt(2 << 20));
    }
    enough.set(true);
    slow.takeToTheEndOf(terminals);
    flooded.join();
    Sight fresh = whatIsThere(host, terminals);
    for (String terminal : terminals) {
      assertThat(slow.all(terminal).size()).as("seed %d", seed).isGreaterThan(1);
      assertShownInOrder(slow, terminal, fresh.latest(terminal));
    }
    assertThat(metrics().slowViewersClosed()).isZero();
  }

  @Test
  void aViewerIsClosedWhenItTakesNothingAnyMoreAndNotWhileItTakesAnything() {
    restartWithQueueOf(8 << 20);
    List<WsClient> viewers = new ArrayList<>();
    WsClient host = hostOf(viewers, 1);
    WsClient viewer = viewers.getFirst();
    Sight slow = new Sight(viewer);
    floodUntilSkipped(new NumberedLines(host, "t", LINES_PER_FRAME));
    for (int i = 0; i < 5; i++) {
      // More than what the kernel gathers before it lets the relay write again.
      slow.takeBytes(4 * WsClient.KERNEL_BYTES);
      settle();
      host.settle();
      server.pass(STALL_MILLIS - 1);
    }
    assertThat(metrics().slowViewersClosed()).isZero();
    assertThat(slow.texts()).as("all that time it was behind").isEmpty();

    await()
        .until(
            () -> {
              server.pass(STALL_MILLIS);
              return metrics().slowViewersClosed() == 1;
            });
    assertThat(host.text()).contains("browser_disconnected");
    assertThat(viewer.closedSometime()).isEqualTo(4100);

    WsClient back = server.resumeViewer(viewer);
    assertThat(WsClient.field(back.text(), "recovered")).isEqualTo("true");
    host.sendOutput("t", NumberedLines.END);
    assertThat(new Sight(back).takeToTheEndOf("t").latest("t"))
        .endsWith(whatIsThere(host, "t").latest("t"));
  }

  @Test
  void controlMessagesReachAViewerThatIsBehindInTheirOrderAndBeforeTheReplay() {
    List<WsClient> viewers = new ArrayList<>();
    WsClient host = hostOf(viewers, 1);
    NumberedLines lines = new NumberedLines(host, "t", LINES_PER_FRAME);
    floodUntilSkipped(lines);
    List<String> control =
        List.of(
            "{\"type\":\"session_list\",\"sessions\":[{\"id\":\"t\",\"name\":\"sh\",\"more\":1}]}",
            "{\"type\":\"session_resize\",\"session_id\":\"t\",\"cols\":132,\"rows\":43}",
            "{\"type\":\"session_connected\",\"session_id\":\"u\",\"name\":\"top\"}",
            "{\"type\":\"session_connected\",\"session_id\":\"v\",\"name\":\"log\"}",
            "{\"type\":\"session_disconnected\",\"session_id\":\"u\"}");
    for (String message : control) {
      host.sendOutput("u", "between, and not shown");
      host.sendText(message);
      lines.sendFrame();
    }
    host.sendOutput("v", "of the log");
    lines.sendEnd();
    host.settle();
    host.cut();
    await().until(() -> metrics().hosts() == 0);

    Sight sight = new Sight(viewers.getFirst());
    sight.takeToText("replay_end");
    sight.takeToText("replay_end");
    List<String> expected = new ArrayList<>(control);
    expected.add("{\"type\":\"host_away\",\"grace_seconds\":300}");
    expected.add("{\"type\":\"replay_begin\",\"session_id\":\"t\"}");
    expected.add(control.get(1));
    expected.add("{\"type\":\"replay_end\",\"session_id\":\"t\"}");
    expected.add("{\"type\":\"replay_begin\",\"session_id\":\"v\"}");
    expected.add("{\"type\":\"replay_end\",\"session_id\":\"v\"}");
    assertThat(sight.texts()).isEqualTo(expected);
    assertThat(sight.latest("t")).endsWith(NumberedLines.END);
    assertThat(sight.latest("v")).isEqualTo("of the log");

    WsClient again = server.resumeHost(host);
    again.registered();
    assertThat(viewers.getFirst().text()).isEqualTo("{\"type\":\"host_back\"}");
    again.sendOutput("t", "live again");
    assertThat(viewers.getFirst().outputText("t")).isEqualTo("live again");
  }

  @Test
  void aFloodOfControlMessagesClosesWhoDoesNotReadAndNobodyElse() {
    restartWithQueueOf(64 << 10);
    List<WsClient> viewers = new ArrayList<>();
    WsClient host = hostOf(viewers, 2);
    Sight good = new Sight(viewers.getLast());
    floodUntilSkipped(new NumberedLines(host, "t", LINES_PER_FRAME));
    String padding = "x".repeat(10_000);
    for (int i = 0; metrics().slowViewersClosed() == 0; i++) {
      String list = "{\"type\":\"session_list\",\"sessions\":[],\"n\":\"" + i + padding + "\"}";
      host.sendText(list);
      assertThat(good.takeToText("session_list")).isEqualTo(list);
    }
    assertThat(viewers.getFirst().closedSometime()).isEqualTo(4100);
    assertThat(metrics().slowViewersClosed()).isEqualTo(1);
    assertThat(metrics().viewers()).isEqualTo(1);
    assertThat(growth()).isLessThan(GROWTH_MAX);
  }

  @Test
  void aViewerThatIsBehindSeesTheLastOutputBeforeTheSessionEnds() {
    restartWithQueueOf(4 << 20);
    List<WsClient> viewers = new ArrayList<>();
    WsClient host = hostOf(viewers, 1);
    NumberedLines lines = new NumberedLines(host, "t", LINES_PER_FRAME);
    floodUntilSkipped(lines);
    lines.sendEnd();
    host.sendText("{\"type\":\"unregister\"}");
    assertThat(host.closed()).isEqualTo(1000);
    Sight sight = new Sight(viewers.getFirst());
    for (int i = 0; i < 3; i++) {
      // However slow it reads, its socket stays for as long as it does.
      sight.takeBytes(4 * WsClient.KERNEL_BYTES);
      settle();
      server.pass(4_000);
    }
    assertThat(sight.takeToText("error")).contains("Session disconnected");
    assertThat(assertContinuous(sight.latest("t")).last()).isEqualTo(lines.lines() - 1);
    assertThat(sight.latest("t")).endsWith(NumberedLines.END);
    assertThat(viewers.getFirst().closed()).isEqualTo(4004);
  }

  @Test
  void whoComesBackWhileItIsBehindIsShownEverythingOnceAndOnTheNewConnectionOnly() {
    List<WsClient> viewers = new ArrayList<>();
    WsClient host = hostOf(viewers, 1);
    NumberedLines lines = new NumberedLines(host, "t", LINES_PER_FRAME);
    floodUntilSkipped(lines);
    WsClient back = server.resumeViewer(viewers.getFirst());
    back.admitted();
    Sight sight = new Sight(back);
    lines.sendFrames(3);
    lines.sendEnd();
    sight.takeToTheEndOf("t");
    assertThat(assertContinuous(sight.latest("t")).last()).isEqualTo(lines.lines() - 1);
    assertThat(sight.all("t")).hasSize(1);
    assertThat(viewers.getFirst().closedSometime()).isEqualTo(4005);
  }

  @Test
  void aViewerOfTheFirstProtocolIsSentAResetAndThenTheReplay() {
    WsClient host = server.host();
    WsClient viewer = server.firstEditionViewer(host.code());
    assertThat(host.text()).contains("browser_connected");
    NumberedLines lines = new NumberedLines(host, "t", LINES_PER_FRAME);
    floodUntilSkipped(lines);
    lines.sendEnd();
    host.settle();
    Sight sight = new Sight(viewer).takeToTheEndOf("t");
    assertThat(sight.texts()).isEmpty();
    String[] around = sight.latest("t").split("\u0018\u001bc", -1);
    assertThat(around).hasSize(2);
    assertThat(assertContinuous(around[0]).first()).isZero();
    assertThat(around[1]).isEqualTo(whatIsThere(host, "t").latest("t"));
  }
}
