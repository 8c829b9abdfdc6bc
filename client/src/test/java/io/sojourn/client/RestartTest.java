package io.sojourn.client;

import static io.sojourn.client.Tally.bytes;
import static io.sojourn.client.Tally.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sojourn.engine.MemoryLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that end, in order or not, and go on with their session when they are started again. */
class RestartTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final List<SojournClient> clients = new ArrayList<>();
  private final List<Long> handled = new CopyOnWriteArrayList<>();
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

  private SojournClient client(String file) throws IOException {
    SojournClient client =
        SojournClient.builder(node.address())
            .key(Node.KEY)
            .options(ClientOptions.DEFAULT.withDeadline(LONG))
            .sessionFile(folder.resolve(file))
            .onPush(push -> handled.add(push.number()))
            .build();
    clients.add(client);
    return client;
  }

  /** What the disk holds now, as a crash leaves it, under another name. */
  private String crashed(String file) throws IOException {
    String name = file + "-crashed";
    Files.copy(folder.resolve(file), folder.resolve(name));
    return name;
  }

  private static String done(Outcome<byte[]> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return text(((Outcome.Done<byte[]>) outcome).value());
  }

  @Test
  void aDetachedSessionIsGoneOnWithWhereItWas() throws Exception {
    SojournClient first = client("session").connect();
    assertThat(done(first.execute(bytes("add a")))).isEqualTo("1");
    long next = first.nextSequence();
    first.detach();
    assertThat(first.state()).isEqualTo(new ClientState.Closed("detached"));
    SojournClient second = client("session");
    assertThat(second.nextSequence()).isEqualTo(next);
    assertThat(done(second.connect().execute(bytes("add a")))).isEqualTo("2");
    assertThat(second.id()).isEqualTo(first.id());
  }

  @Test
  void aCommandThatACrashLeftOpenIsAskedForAgainAndExecutedOnce() throws Exception {
    SojournClient first = client("session").connect();
    assertThat(done(first.execute(bytes("add a")))).isEqualTo("1");
    long executed = first.nextSequence();
    assertThat(done(first.execute(bytes("add b")))).isEqualTo("2");
    long lost = first.nextSequence();
    SojournClient second = client(crashed("session"));
    CompletionStage<Outcome<byte[]>> again = second.resume(executed, bytes("add b"));
    CompletionStage<Outcome<byte[]>> late = second.resume(lost, bytes("add c"));
    assertThatThrownBy(() -> second.resume(executed, bytes("add b")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> second.resume(second.nextSequence(), bytes("add d")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(done(second.connect().await(again))).isEqualTo("2");
    assertThat(done(second.await(late))).isEqualTo("3");
    assertThat(done(second.execute(bytes("add d")))).isEqualTo("4");
    assertThat(second.nextSequence()).isGreaterThan(lost + 1);
    assertThatThrownBy(() -> second.resume(second.nextSequence() - 1, bytes("add d")))
        .isInstanceOf(IllegalArgumentException.class);
    await().atMost(LONG).until(() -> first.state() instanceof ClientState.Fenced);
  }

  @Test
  void whatIsNotAskedForAgainIsGivenUp() throws Exception {
    SojournClient first = client("session").connect();
    assertThat(done(first.execute(bytes("add a")))).isEqualTo("1");
    SavedSession saved = first.saved();
    SojournClient second = client(crashed("session")).connect();
    assertThat(done(second.execute(bytes("add a")))).isEqualTo("2");
    SojournClient late =
        SojournClient.builder(node.address())
            .resume(new SavedSession(saved.id(), saved.token(), saved.nextSequence(), 0))
            .build();
    clients.add(late);
    CompletionStage<Outcome<byte[]>> tooLate = late.resume(1, bytes("add a"));
    assertThat(late.connect().await(tooLate)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void aFileOfASessionThatWasNeverCreatedCreatesItOnce() throws Exception {
    SojournClient first = client("session");
    String file = crashed("session");
    assertThat(done(first.connect().execute(bytes("add a")))).isEqualTo("1");
    SojournClient second = client(file).connect();
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(done(second.execute(bytes("add a")))).isEqualTo("2");
  }

  @Test
  void pushesThatWereHandledDoNotComeAgain() throws Exception {
    SojournClient first = client("session").connect();
    assertThat(done(first.execute(bytes("push 5 hello")))).isEqualTo("pushed");
    await().atMost(LONG).until(() -> handled.size() == 5);
    first.detach();
    SojournClient second = client("session").connect();
    assertThat(done(second.execute(bytes("push 5 hello")))).isEqualTo("pushed");
    await().atMost(LONG).until(() -> handled.size() >= 10);
    assertThat(handled).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
  }

  @Test
  void pushesThatWereAcknowledgedButNotNotedAreNotWaitedFor() throws Exception {
    SojournClient first = client("session").connect();
    String file = crashed("session");
    assertThat(done(first.execute(bytes("push 5 hello")))).isEqualTo("pushed");
    await().atMost(LONG).until(() -> handled.size() == 5);
    first.detach();
    SojournClient second = client(file).connect();
    assertThat(done(second.execute(bytes("push 1 hello")))).isEqualTo("pushed");
    await().atMost(LONG).until(() -> handled.contains(6L));
  }

  @Test
  void aSessionThatWasClosedIsForgottenAndTheNextIsNew() throws Exception {
    SojournClient first = client("session").connect();
    assertThatThrownBy(() -> client("session"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another client uses");
    first.close();
    assertThat(folder.resolve("session")).doesNotExist();
    SojournClient second = client("session").connect();
    assertThat(second.id()).isNotEqualTo(first.id());
  }

  @Test
  void withoutAFileToWriteTheClientStops() throws Exception {
    SojournClient client = client("session").connect();
    Path folderGone = folder.resolve("gone");
    Files.move(folder.resolve("session"), folderGone);
    Files.createDirectory(folder.resolve("session"));
    Files.createFile(folder.resolve("session").resolve("in-the-way"));
    // The push is noted when it was handled.
    var unused = client.submit(bytes("push 1 hello"));
    await().atMost(LONG).until(() -> client.state().isOver());
    assertThat(client.state())
        .isInstanceOfSatisfying(
            ClientState.Closed.class,
            closed -> assertThat(closed.detail()).contains("session file"));
  }
}
