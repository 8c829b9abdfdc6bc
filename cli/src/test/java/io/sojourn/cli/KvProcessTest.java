package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.testing.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kv command on a server that is a process of its own, killed and started again. */
@Timeout(300)
class KvProcessTest {
  @TempDir private Path folder;
  private CommandProcess server;
  private int port;

  @BeforeEach
  void startServer() throws IOException {
    port = Ports.free();
    serve();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private void serve() throws IOException {
    server = CommandProcess.start(folder, Map.of(), "serve", "--port", "" + port);
    server.awaitOut("ready");
  }

  private void killAndServe() throws IOException, InterruptedException {
    server.close(); // kill -9
    server.awaitExit();
    serve();
  }

  @Test
  void anIncrementIsMadeOnceThoughTheServerIsKilledInTheMiddle() throws Exception {
    int workers = 3;
    int each = 12;
    Queue<Long> counts = new ConcurrentLinkedQueue<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        done.add(pool.submit(() -> count(each, counts)));
      }
      for (int kills = 1; kills <= 3; kills++) {
        int seen = counts.size();
        await().atMost(Duration.ofMinutes(2)).until(() -> counts.size() > seen + 2);
        killAndServe();
      }
      for (Future<?> worker : done) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("after " + counts, e.getCause());
    }
    assertThat(counts)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, (long) workers * each).boxed().toList());
    assertThat(said("get", "n")).isEqualTo(workers * each + "\n");
  }

  private void count(int times, Queue<Long> counts) {
    for (int i = 0; i < times; i++) {
      counts.add(Long.parseLong(said("incr", "n", "--timeout", "120").strip()));
    }
  }

  @Test
  void aWatchGoesOnOverAKillOfTheServer() throws Exception {
    said("put", "user/ada", "one");
    try (CommandProcess watch = kv("watch", "user/", "--prefix")) {
      watch.awaitOut("put\tuser/ada\tone\n");
      said("put", "user/bob", "two");
      watch.awaitOut("put\tuser/bob\ttwo\n");
      killAndServe();
      said("put", "user/ada", "three");
      said("delete", "user/bob");
      watch.awaitOut("put\tuser/ada\tthree\ndelete\tuser/bob\n");
      watch.terminate();
      assertThat(watch.awaitExit()).isEqualTo(ExitStatus.DONE);
      assertThat(watch.out()).hasLineCount(4);
    }
  }

  @Test
  void aWatchGoesOnInAnotherSessionWhenItsOwnWasEnded() throws Exception {
    said("put", "k", "one");
    try (CommandProcess watch = kv("watch", "k")) {
      watch.awaitOut("put\tk\tone\n");
      String session = said("sessions", List.of("list", "--user", "kv", "--state", "Active"));
      said("sessions", List.of("end", session.lines().toList().get(1).split(" ", 2)[0]));
      said("put", "k", "two");
      watch.awaitOut("put\tk\ttwo\n");
      watch.terminate();
      assertThat(watch.awaitExit()).isEqualTo(ExitStatus.DONE);
      assertThat(watch.out()).isEqualTo("put\tk\tone\nput\tk\ttwo\n");
      assertThat(watch.err()).contains("missed");
    }
  }

  @Test
  void aKeyIsHeldUntilTheCommandIsStopped() throws Exception {
    try (CommandProcess hold = kv("hold", "node/n1", "here")) {
      hold.awaitOut("Holding node/n1");
      assertThat(said("get", "node/n1")).isEqualTo("here\n");
      killAndServe();
      assertThat(said("get", "node/n1")).isEqualTo("here\n");
      hold.terminate();
      assertThat(hold.awaitExit()).isEqualTo(ExitStatus.DONE);
    }
    assertThat(said("list")).isEmpty();
  }

  @Test
  void aLockIsHeldWhileItsCommandRunsAndHandedOnWithAHigherToken() throws Exception {
    Path marks = folder.resolve("marks");
    String hold = "echo $SOJOURN_LOCK $SOJOURN_LOCK_TOKEN >> marks; read line; exit 7";
    try (CommandProcess first = kv("lock", "backup", "--", "sh", "-c", hold)) {
      await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(marks));
      try (CommandProcess refused = kv("lock", "backup", "--wait", "0", "--", "touch", "no")) {
        assertThat(refused.awaitExit()).isEqualTo(ExitStatus.NOT_SO);
        assertThat(refused.err()).hasLineCount(1).contains("another holds");
      }
      try (CommandProcess next = kv("lock", "backup", "--", "sh", "-c", hold)) {
        String waiting = "\"waiting\":1";
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> said("holder", "backup", "--output", "json").contains(waiting));
        assertThat(Files.readAllLines(marks)).hasSize(1);
        first.endInput();
        assertThat(first.awaitExit()).isEqualTo(7);
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.readAllLines(marks).size() == 2);
        next.endInput();
        assertThat(next.awaitExit()).isEqualTo(7);
      }
    }
    List<Long> tokens =
        Files.readAllLines(marks).stream()
            .map(line -> Long.parseLong(line.replace("backup ", "")))
            .toList();
    assertThat(tokens).isSorted().doesNotHaveDuplicates();
    assertThat(folder.resolve("no")).doesNotExist();
    assertThat(run("kv", List.of("holder", "backup")).status).isEqualTo(ExitStatus.NOT_SO);
  }

  @Test
  void whoStopsWaitingForALockLeavesItsQueue() throws Exception {
    Path marks = folder.resolve("marks");
    String hold = "touch marks; read line";
    try (CommandProcess holder = kv("lock", "l", "--", "sh", "-c", hold)) {
      await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(marks));
      try (CommandProcess stopped = kv("lock", "l", "--", "touch", "no");
          CommandProcess ended = kv("lock", "l", "--", "touch", "no")) {
        awaitWaiting(2);
        stopped.terminate();
        assertThat(stopped.awaitExit()).isEqualTo(ExitStatus.INTERRUPTED);
        awaitWaiting(1);
        endSessionsBut(said("holder", "l").strip());
        assertThat(ended.awaitExit()).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(ended.err()).contains("nothing was done");
        awaitWaiting(0);
      }
      holder.endInput();
      assertThat(holder.awaitExit()).isNotEqualTo(ExitStatus.UNKNOWN);
    }
    assertThat(folder.resolve("no")).doesNotExist();
  }

  private void awaitWaiting(int count) {
    String waiting = "\"waiting\":" + count + "}";
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> said("holder", "l", "--output", "json").contains(waiting));
  }

  private void endSessionsBut(String holder) {
    said("sessions", List.of("list", "--user", "kv", "--state", "Active"))
        .lines()
        .skip(1)
        .map(line -> line.split(" ", 2)[0])
        .filter(id -> !id.equals(holder))
        .forEach(id -> said("sessions", List.of("end", id)));
  }

  @Test
  void aCommandWhoseLockIsLostIsStopped() throws Exception {
    Path marks = folder.resolve("marks");
    try (CommandProcess lock =
        kv("lock", "l", "--", "sh", "-c", "trap 'exit 9' TERM; touch marks; sleep 300 & wait")) {
      await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(marks));
      String holder = said("holder", "l").strip();
      said("sessions", List.of("end", holder));
      assertThat(lock.awaitExit()).isEqualTo(ExitStatus.UNKNOWN);
      assertThat(lock.err()).contains("the lock was lost");
    }
  }

  @Test
  void aCommandThatCannotBeRunGivesTheLockBack() throws Exception {
    try (CommandProcess lock = kv("lock", "l", "--", folder.resolve("none").toString())) {
      assertThat(lock.awaitExit()).isEqualTo(ExitStatus.NO_COMMAND);
      assertThat(lock.err()).hasLineCount(1).contains("there is no command", "none");
    }
    Path broken = Files.writeString(folder.resolve("broken"), "#!/nowhere/interpreter\n");
    Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwx------"));
    try (CommandProcess lock = kv("lock", "l", "--", broken.toString())) {
      assertThat(lock.awaitExit()).isEqualTo(ExitStatus.NO_COMMAND);
      assertThat(lock.err()).hasLineCount(1).contains("cannot run", "broken");
    }
    assertThat(run("kv", List.of("holder", "l")).status).isEqualTo(ExitStatus.NOT_SO);
  }

  private record Said(int status, String out, String err) {}

  /** What a verb of kv prints when it is done. */
  private String said(String... words) {
    return said("kv", List.of(words));
  }

  private String said(String command, List<String> words) {
    Said said = run(command, words);
    assertThat(said.status).as(said.err).isEqualTo(ExitStatus.DONE);
    return said.out;
  }

  private Said run(String command, List<String> words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] all = words(command, words);
    int status = SojournCommand.run(new PrintWriter(out), new PrintWriter(err), all);
    return new Said(status, out.toString(), err.toString());
  }

  private CommandProcess kv(String... words) throws IOException {
    return CommandProcess.start(folder, Map.of(), words("kv", List.of(words)));
  }

  /** The options go first: what follows two hyphens is not for this command. */
  private String[] words(String command, List<String> words) {
    String data = folder.resolve("sojourn-data").toString();
    return Stream.of(
            List.of(command, words.get(0), "--server", "127.0.0.1:" + port, "--data", data),
            words.subList(1, words.size()))
        .flatMap(List::stream)
        .toArray(String[]::new);
  }
}
