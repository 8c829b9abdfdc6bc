package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.server.ServerConfig;
import io.sojourn.server.SojournServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The verbs of kv that ask once, on a real server. */
@Timeout(120)
class KvTest {
  @TempDir private Path folder;
  private SojournServer server;

  private record Said(int status, String out, String err) {}

  @BeforeEach
  void startServer() {
    server = SojournServer.start(ServerConfig.in(folder).withAddress("127.0.0.1", 0));
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void aValueIsPutReadAndDeleted() {
    assertThat(kv("put", "greeting", "hello")).isEqualTo(new Said(0, "", ""));
    assertThat(kv("get", "greeting")).isEqualTo(new Said(0, "hello\n", ""));
    assertThat(kv("delete", "greeting")).isEqualTo(new Said(0, "", ""));
    Said gone = kv("get", "greeting");
    assertThat(gone.status).isEqualTo(ExitStatus.NOT_SO);
    assertThat(gone.out).isEmpty();
    assertThat(gone.err).hasLineCount(1).contains("no key greeting");
    assertThat(kv("delete", "greeting").status).isEqualTo(ExitStatus.NOT_SO);
  }

  @Test
  void aValueIsReadAsAnyServerHasIt() {
    kv("put", "greeting", "hello");
    for (String how : new String[] {"linearizable", "session", "local"}) {
      assertThat(kv("get", "greeting", "--consistency", how)).isEqualTo(new Said(0, "hello\n", ""));
    }
    assertThat(kv("get", "greeting", "--consistency", "eventual").status)
        .isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void aNumberIsCountedAndPrintedAlone() {
    assertThat(kv("incr", "visits")).isEqualTo(new Said(0, "1\n", ""));
    assertThat(kv("incr", "visits", "41")).isEqualTo(new Said(0, "42\n", ""));
    assertThat(kv("incr", "visits", "-50")).isEqualTo(new Said(0, "-8\n", ""));
    assertThat(kv("get", "visits").out).isEqualTo("-8\n");
    kv("put", "visits", "many");
    Said refused = kv("incr", "visits");
    assertThat(refused.status).isEqualTo(ExitStatus.REFUSED);
    assertThat(refused.err).hasLineCount(1).contains("not_a_number");
  }

  @Test
  void aConditionIsKeptOrTheCommandSaysNo() {
    assertThat(kv("cas", "leader", "n1", "--if-absent").status).isEqualTo(ExitStatus.DONE);
    Said no = kv("cas", "leader", "n2", "--if-absent");
    assertThat(no.status).isEqualTo(ExitStatus.NOT_SO);
    assertThat(no.err).hasLineCount(1).contains("something else");
    assertThat(kv("cas", "leader", "n2", "--if-value", "n1").status).isEqualTo(ExitStatus.DONE);
    ObjectNode found = json("get", "leader");
    assertThat(Json.text(found, "value")).isEqualTo("n2");
    String version = "" + found.path("version").asLong();
    assertThat(kv("cas", "leader", "n3", "--if-version", version).status)
        .isEqualTo(ExitStatus.DONE);
    assertThat(kv("cas", "leader", "n4", "--if-version", version).status)
        .isEqualTo(ExitStatus.NOT_SO);
    assertThat(kv("cas", "leader", "n4").status).isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void keysAreListedInOrderOverAllPages() {
    for (String user : new String[] {"bob", "ada", "eve"}) {
      kv("put", "user/" + user, "of " + user);
    }
    kv("put", "other", "x");
    assertThat(kv("list", "user/").out)
        .isEqualTo("user/ada\tof ada\nuser/bob\tof bob\nuser/eve\tof eve\n");
    assertThat(kv("list", "--keys").out).isEqualTo("other\nuser/ada\nuser/bob\nuser/eve\n");
    assertThat(kv("list", "user/", "--limit", "2", "--keys").out).hasLineCount(2);
    assertThat(kv("list", "nobody/")).isEqualTo(new Said(0, "", ""));
    Said lines = kv("list", "user/", "--output", "json");
    assertThat(lines.out.lines().map(line -> Objects.requireNonNull(Json.parse(line)).path("key")))
        .hasSize(3);
  }

  @Test
  void aValueMayBeginWithAHyphenAndMayComeFromAFile() throws IOException {
    assertThat(kv("put", "n", "-7").status).isEqualTo(ExitStatus.DONE);
    assertThat(kv("get", "n").out).isEqualTo("-7\n");
    Said mistyped = kv("put", "n", "--flie=secret");
    assertThat(mistyped.status).isEqualTo(ExitStatus.USAGE);
    assertThat(mistyped.err).hasLineCount(1).contains("--flie=secret", "behind --");
    assertThat(run("kv", "put", "--server", address(), "--data", "" + folder, "n", "--", "--x"))
        .isEqualTo(new Said(0, "", ""));
    assertThat(kv("get", "n").out).isEqualTo("--x\n");
    byte[] bytes = {0, (byte) 0xff, 10};
    Path file = Files.write(folder.resolve("value"), bytes);
    assertThat(kv("put", "bytes", "--file", file.toString()).status).isEqualTo(ExitStatus.DONE);
    assertThat(Json.text(json("get", "bytes"), "value_base64")).isEqualTo("AP8K");
    assertThat(kv("put", "bytes").status).isEqualTo(ExitStatus.USAGE);
    assertThat(kv("put", "bytes", "x", "--file", file.toString()).status)
        .isEqualTo(ExitStatus.USAGE);
    Files.write(file, new byte[(256 << 10) + 1]);
    Said tooLarge = kv("put", "bytes", "--file", file.toString());
    assertThat(tooLarge.status).isEqualTo(ExitStatus.REFUSED);
    assertThat(tooLarge.err).hasLineCount(1).contains("value_too_large");
  }

  @Test
  void whatIsShownCannotTalkToTheTerminal() {
    kv("put", "k\u001b[31m", "v\u009b31m\u202e");
    assertThat(kv("list").out).isEqualTo("k\ufffd[31m\tv\ufffd31m\ufffd\n");
  }

  @Test
  void aWrongKeyIsSaidToBeWrong() {
    Said said = run("kv", "get", "k", "--server", address(), "--key", "sk_wrong");
    assertThat(said.status).isEqualTo(ExitStatus.REFUSED);
    assertThat(said.err).hasLineCount(1).contains("--key", "(unauthorized)");
    Said neither = run("kv", "get", "k", "--server", address(), "--key", "nonsense");
    assertThat(neither.status).isEqualTo(ExitStatus.USAGE);
    assertThat(neither.err).hasLineCount(1).contains("sk_", "nonsense");
  }

  @Test
  void theKeyMayBeAFileAndTheFirstServerMayBeAway() {
    String file = folder.resolve("admin.key").toString();
    String servers = "127.0.0.1:1," + address();
    assertThat(run("kv", "incr", "n", "--server", servers, "--key", file))
        .isEqualTo(new Said(0, "1\n", ""));
    Said sessions = run("sessions", "list", "--server", servers, "--key", file);
    assertThat(sessions.status).as(sessions.err).isEqualTo(ExitStatus.DONE);
  }

  @Test
  void whereNoServerIsItSaysSoAndThatNothingWasDone() {
    String nobody = address();
    server.close();
    Said said = kvAt(nobody, "incr", "n", "--timeout", "1");
    assertThat(said.status).isEqualTo(ExitStatus.UNREACHABLE);
    assertThat(said.out).isEmpty();
    assertThat(said.err).hasLineCount(1).contains(nobody, "refused", "sojourn serve");
    assertThat(said.err).doesNotContain("Exception");
    Said longer = kvAt(nobody, "incr", "n", "--timeout", "6");
    assertThat(longer.status).isEqualTo(ExitStatus.UNREACHABLE);
    assertThat(longer.err)
        .hasLineCount(2)
        .startsWith("sojourn: no answer yet from " + nobody + "; trying for 6 s in all\n");
  }

  private String address() {
    return "http://127.0.0.1:" + server.address().getPort();
  }

  private ObjectNode json(String... words) {
    Said said =
        kv(Stream.concat(Stream.of(words), Stream.of("--output", "json")).toArray(String[]::new));
    assertThat(said.status).as(said.err).isEqualTo(ExitStatus.DONE);
    return Objects.requireNonNull(Json.parse(said.out), said.out);
  }

  private Said kv(String... words) {
    return kvAt(address(), words);
  }

  private Said kvAt(String address, String... words) {
    return run(
        Stream.of(
                Stream.of("kv"),
                Stream.of(words),
                Stream.of("--server", address, "--data", folder.toString()))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private static Said run(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = SojournCommand.run(new PrintWriter(out), new PrintWriter(err), words);
    return new Said(status, out.toString(), err.toString());
  }
}
