package io.sojourn.client;

import static io.sojourn.client.Tally.bytes;
import static io.sojourn.client.Tally.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sojourn.engine.MemoryLog;
import io.sojourn.session.SessionState;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import io.sojourn.testing.Ports;
import io.sojourn.wire.connect.Consistency;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client on the real door, engine and sockets. */
class SojournClientTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final List<SojournClient> clients = new ArrayList<>();
  private final List<ClientState> states = new CopyOnWriteArrayList<>();
  private Node node;

  @BeforeEach
  void start() throws IOException {
    node = new Node(new MemoryLog(), 0);
  }

  @AfterEach
  void stop() {
    clients.forEach(SojournClient::close);
    node.close();
  }

  private SojournClientBuilder builder(String... servers) {
    return SojournClient.builder(servers)
        .key(Node.KEY)
        .userId("ann")
        .options(ClientOptions.DEFAULT.withDeadline(LONG).withPushAttempts(3, Duration.ofMillis(5)))
        .onState(states::add);
  }

  private SojournClient connected(SojournClientBuilder builder) throws IOException {
    SojournClient client = builder.build();
    clients.add(client);
    return client.connect();
  }

  private SojournClient connected() throws IOException {
    return connected(builder(node.address()));
  }

  private static String done(Outcome<byte[]> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return text(((Outcome.Done<byte[]>) outcome).value());
  }

  private static String code(Outcome<byte[]> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<byte[]>) outcome).code();
  }

  @Test
  void aCommandIsExecutedAndAnswered() throws Exception {
    SojournClient client = connected();
    assertThat(done(client.execute(bytes("add a")))).isEqualTo("1");
    assertThat(done(client.execute(bytes("add a"), LONG))).isEqualTo("2");
    assertThat(client.state()).isInstanceOf(ClientState.Connected.class);
    await().untilAsserted(() -> assertThat(states).containsExactly(client.state()));
  }

  @Test
  void commandsOfOneThreadAreExecutedInTheirOrderHoweverManyAreUnderWay() throws Exception {
    SojournClient client = connected();
    List<CompletableFuture<Outcome<byte[]>>> all =
        IntStream.range(0, 5_000)
            .mapToObj(i -> client.submit(bytes("add a")).toCompletableFuture())
            .toList();
    for (int i = 0; i < all.size(); i++) {
      assertThat(done(client.await(all.get(i)))).isEqualTo(String.valueOf(i + 1));
    }
  }

  @Test
  void aCallbackMaySubmitAndMustNotWait() throws Exception {
    SojournClient client = connected();
    CompletableFuture<String> second =
        client
            .submit(bytes("add a"))
            .thenCompose(first -> client.submit(bytes("add a")))
            .thenApply(SojournClientTest::done)
            .toCompletableFuture();
    assertThat(second.get()).isEqualTo("2");
    CountDownLatch hold = new CountDownLatch(1);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    // The first callback keeps the thread that completes stages until the second one hangs on it.
    var unused =
        client
            .submit(bytes("add a"))
            .thenRun(
                () -> {
                  try {
                    hold.await();
                    client.execute(bytes("add a"));
                  } catch (InterruptedException | RuntimeException e) {
                    thrown.complete(e);
                  }
                });
    hold.countDown();
    CompletableFuture.anyOf(thrown, client.submit(bytes("add a")).toCompletableFuture()).get();
    assertThat(thrown.isDone() ? thrown.get() : new IllegalStateException())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatTheMachineThrowsOrCannotReadIsRefusedAndTheNextCommandIsExecuted() throws Exception {
    SojournClient client = connected();
    var failed = client.submit(bytes("fail"));
    var unreadable = client.submit(bytes("?"));
    var good = client.submit(bytes("add a"));
    assertThat(code(client.await(failed))).isEqualTo(RefusalCode.FAILED);
    assertThat(code(client.await(unreadable))).isEqualTo("command_unreadable");
    assertThat(done(client.await(good))).isEqualTo("1");
  }

  @Test
  void aCommandThatIsTooLongIsRefusedHereAndOneThatFillsAFrameIsNot() throws Exception {
    SojournClient client = connected();
    int most = ClientOptions.DEFAULT.bounds().commandBytes();
    byte[] long1 = bytes("add " + "x".repeat(most - 4));
    assertThat(code(client.execute(bytes("add " + "x".repeat(most)))))
        .isEqualTo(RefusalCode.COMMAND_TOO_LARGE);
    // Longer than a name of the state may be: it comes to the machine, which throws.
    assertThat(code(client.execute(long1))).isEqualTo(RefusalCode.FAILED);
    assertThat(done(client.execute(bytes("big 900000")))).hasSize(900_000);
  }

  @Test
  void repliesThatFillTheWindowInBytesOnlySlowItDown() throws Exception {
    SojournClient client = connected();
    List<CompletableFuture<Outcome<byte[]>>> all =
        IntStream.range(0, 40)
            .mapToObj(i -> client.submit(bytes("big 800000")).toCompletableFuture())
            .toList();
    for (CompletableFuture<Outcome<byte[]>> one : all) {
      assertThat(done(client.await(one))).hasSize(800_000);
    }
  }

  @Test
  void moreThanMayWaitIsRefusedHere() throws Exception {
    SojournClient client =
        builder(node.address()).options(ClientOptions.DEFAULT.withQueue(3, 1 << 20)).build();
    clients.add(client);
    List<CompletableFuture<Outcome<byte[]>>> all =
        IntStream.range(0, 4)
            .mapToObj(i -> client.submit(bytes("add a")).toCompletableFuture())
            .toList();
    assertThat(code(all.get(3).get())).isEqualTo(RefusalCode.CLIENT_QUEUE_FULL);
    var unused = client.connect();
    assertThat(done(all.get(2).get())).isEqualTo("3");
  }

  @Test
  void queriesSeeWhatWasDone() throws Exception {
    SojournClient client = connected();
    SojournClient other = connected();
    for (Consistency consistency : Consistency.values()) {
      assertThat(done(client.execute(bytes("add " + consistency)))).isNotEmpty();
      var asked = client.query(bytes("of " + consistency), consistency, LONG);
      assertThat(done(client.await(asked))).isEqualTo("1");
    }
    assertThat(done(other.await(other.query(bytes(Tally.ALL))))).isEqualTo("3");
    assertThat(code(other.await(other.query(bytes("!"))))).isEqualTo("query_refused");
  }

  @Test
  void pushesComeOneAtATimeInTheirOrderAndAreAcknowledged() throws Exception {
    List<String> handled = new CopyOnWriteArrayList<>();
    SojournClient client =
        connected(builder(node.address()).onPush(push -> handled.add(text(push.payload()))));
    assertThat(done(client.execute(bytes("push 500 hello")))).isEqualTo("pushed");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(handled)
                    .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 500).mapToObj(i -> "hello " + i).toList()));
    // There is room for as many again only if they were acknowledged: the queue holds 1,024.
    for (int i = 0; i < 5; i++) {
      int sofar = handled.size();
      assertThat(done(client.execute(bytes("push 500 hello")))).isEqualTo("pushed");
      await().atMost(LONG).until(() -> handled.size() == sofar + 500);
    }
    client.detach();
    SojournClient after =
        connected(
            builder(node.address())
                .resume(client.saved())
                .onPush(push -> handled.add(text(push.payload()))));
    assertThat(done(after.execute(bytes("push 1 last")))).isEqualTo("pushed");
    await().atMost(LONG).until(() -> handled.contains("last 1"));
    assertThat(handled).hasSize(3001);
  }

  @Test
  void aPushThatCannotBeHandledGoesToTheDeadLettersAndTheNextComes() throws Exception {
    List<String> handled = new CopyOnWriteArrayList<>();
    SojournClient client =
        connected(
            builder(node.address())
                .onPush(
                    push -> {
                      handled.add(push.number() + " attempt " + push.attempt());
                      if (push.number() == 2) {
                        throw new IOException("the disk is full");
                      }
                    }));
    assertThat(done(client.execute(bytes("push 3 hello")))).isEqualTo("pushed");
    await().atMost(LONG).until(() -> node.deadLetters(client.id()) == 1);
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(handled)
                    .containsExactly(
                        "1 attempt 1", "2 attempt 1", "2 attempt 2", "2 attempt 3", "3 attempt 1"));
  }

  @Test
  void aWrongKeyIsToldAtOnceAndSoIsAMachineThatDoesNotAdmit() throws IOException {
    SojournClient wrong = builder(node.address()).key("sk_other").build();
    assertThatThrownBy(wrong::connect)
        .isInstanceOf(NotConnectedException.class)
        .hasMessageContaining("unauthorized");
    SojournClient nobody = builder(node.address()).userId("nobody").build();
    assertThatThrownBy(nobody::connect)
        .isInstanceOf(NotConnectedException.class)
        .hasMessageContaining("not_admitted");
    assertThat(nobody.state()).isInstanceOf(ClientState.Closed.class);
    assertThat(code(nobody.submit(bytes("add a")).toCompletableFuture().join()))
        .isEqualTo(RefusalCode.CLIENT_CLOSED);
  }

  @Test
  void whereNobodyAnswersItIsSaidWhy() throws IOException {
    int port = node.port();
    node.close();
    SojournClient client =
        builder("127.0.0.1:" + port)
            .options(
                ClientOptions.DEFAULT.withConnecting(
                    Duration.ofMillis(300), Duration.ofMillis(100)))
            .build();
    assertThatThrownBy(client::connect)
        .isInstanceOf(NotConnectedException.class)
        .hasMessageContaining("127.0.0.1:" + port);
  }

  @Test
  void aNodeThatDoesNotLeadNamesTheOneThatDoes() throws Exception {
    node.close();
    int port = Ports.free();
    node = new Node(new MemoryLog(), port, "127.0.0.1:" + port);
    SojournClient client = connected(builder("127.0.0.1:" + node.followerPort()));
    assertThat(done(client.execute(bytes("add a")))).isEqualTo("1");
  }

  @Test
  void queriesGoToAnyServerWhenTheClientWantsItSo() throws Exception {
    node.close();
    int port = Ports.free();
    node = new Node(new MemoryLog(), port, "127.0.0.1:" + port);
    SojournClient client =
        connected(builder("127.0.0.1:" + node.followerPort()).readFrom(ReadFrom.ANY));
    int asked = 0;
    for (Consistency consistency : Consistency.values()) {
      assertThat(done(client.execute(bytes("add " + consistency)))).isNotEmpty();
      var query = client.query(bytes("of " + consistency), consistency, LONG);
      assertThat(done(client.await(query))).isEqualTo("1");
      assertThat(node.queriesOfFollower()).isEqualTo(++asked);
    }
    assertThat(code(client.await(client.query(bytes("!"))))).isEqualTo("query_refused");
    client.close();
    assertThat(code(client.await(client.query(bytes(Tally.ALL)))))
        .isEqualTo(RefusalCode.CLIENT_CLOSED);
  }

  @Test
  void theEndOfTheSessionAnswersTheQueriesThatGoToAnyServer() throws Exception {
    SojournClient client = connected(builder(node.address()).readFrom(ReadFrom.ANY));
    assertThat(done(client.await(client.query(bytes(Tally.ALL))))).isEqualTo("0");
    var unused = node.engine().change(client.id(), StateChange.INVALIDATE, Sessions.ANY_VERSION);
    await().atMost(LONG).until(() -> client.state().isOver());
    assertThat(code(client.await(client.query(bytes(Tally.ALL)))))
        .isIn(RefusalCode.CLIENT_CLOSED, "session_invalidated");
  }

  @Test
  void whenTheSessionIsEndedByOthersTheClientIsToldAndWhatComesLaterIsRefused() throws Exception {
    SojournClient client = connected();
    var unused = node.engine().change(client.id(), StateChange.INVALIDATE, Sessions.ANY_VERSION);
    await().atMost(LONG).until(() -> client.state().isOver());
    assertThat(client.state())
        .isInstanceOfSatisfying(
            ClientState.Expired.class,
            expired -> assertThat(expired.code()).isEqualTo("session_invalidated"));
    assertThat(code(client.execute(bytes("add a")))).isEqualTo(RefusalCode.CLIENT_CLOSED);
  }

  @Test
  void whoTakesTheSessionOverHasItAndTheOtherIsTold() throws Exception {
    SojournClient first = connected();
    assertThat(done(first.execute(bytes("add a")))).isEqualTo("1");
    SojournClient second = connected(builder(node.address()).resume(first.saved()));
    await().atMost(LONG).until(() -> first.state() instanceof ClientState.Fenced);
    assertThat(done(second.execute(bytes("add a")))).isEqualTo("2");
    assertThat(second.id()).isEqualTo(first.id());
  }

  @Test
  void closingEndsTheSessionAfterWhatWasSentIsAnswered() throws Exception {
    SojournClient client = connected();
    var last = client.submit(bytes("add a"));
    client.close();
    assertThat(done(client.await(last))).isEqualTo("1");
    assertThat(client.state()).isEqualTo(new ClientState.Closed("closed"));
    assertThat(node.engine().find(client.id()).orElseThrow().state())
        .isEqualTo(SessionState.INVALIDATED);
    client.close();
  }

  @Test
  void noThreadIsLeftThatKeepsTheProcess() throws Exception {
    SojournClient client = connected(builder(node.address()).onPush(push -> {}));
    assertThat(done(client.execute(bytes("push 3 hello")))).isEqualTo("pushed");
    assertThat(Thread.getAllStackTraces().keySet())
        .anyMatch(thread -> thread.getName().startsWith("sojourn-client"))
        .allMatch(thread -> thread.isDaemon() || isOfTheNodeOrTheTest(thread.getName()));
  }

  private static boolean isOfTheNodeOrTheTest(String thread) {
    return thread.matches(
        "main|surefire.*|junit.*|sojourn-writer|multiThreadIoEventLoopGroup.*|globalEventExecutor.*");
  }
}
