package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.client.ClientOptions;
import io.sojourn.client.Outcome;
import io.sojourn.client.SojournClient;
import io.sojourn.kv.KvCodecs;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.Target;
import io.sojourn.server.ServerConfig;
import io.sojourn.server.SojournServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The sessions command on a real server. */
@Timeout(60)
class SessionsTest {
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
  void aSessionIsCreatedChangedAndEnded() {
    ObjectNode created =
        json(
            "create",
            "--user",
            "ada",
            "--attribute",
            "n=3",
            "--attribute",
            "t=a text",
            "--capability",
            "c=d");
    String id = Json.text(created, "id");
    assertThat(Json.text(created, "token")).startsWith("st_");
    assertThat(Json.text(created, "state")).isEqualTo("Pending");
    assertThat(created.path("attributes").path("n").asInt()).isEqualTo(3);
    assertThat(Json.text(created.path("attributes"), "t")).isEqualTo("a text");
    assertThat(Json.text(created.path("capabilities"), "c")).isEqualTo("d");

    assertThat(Json.text(json("activate", id), "state")).isEqualTo("Active");
    assertThat(Json.text(json("suspend", id), "state")).isEqualTo("Suspended");
    assertThat(Json.text(json("resume", id), "state")).isEqualTo("Active");
    assertThat(Json.text(json("get", id), "token")).isEmpty();
    assertThat(Json.text(json("end", id), "state")).isEqualTo("Invalidated");
  }

  @Test
  void deadLettersArePrintedAndThrownAway() throws Exception {
    String key = Files.readString(server.adminKeyFile()).strip();
    try (SojournClient unable =
        SojournClient.builder(address())
            .key(key)
            .options(ClientOptions.DEFAULT.withPushAttempts(1, Duration.ofMillis(1)))
            .onPush(
                push -> {
                  throw new IllegalStateException("cannot be\u001b handled");
                })
            .build()) {
      unable.connect();
      byte[] watch = KvCodecs.COMMAND.encode(new KvCommand.Watch(Target.key("k")));
      assertThat(unable.execute(watch)).isInstanceOf(Outcome.Done.class);
      assertThat(run("kv", "put", "k", "v", "--server", address(), "--data", folder.toString()))
          .isEqualTo(new Said(0, "", ""));
      String id = unable.id().toString();
      Awaitility.await().until(() -> json("dead-letters", id).path("letters").size() == 1);
      Said table = sessions("dead-letters", id);
      assertThat(table.out.lines().toList()).hasSize(2);
      assertThat(table.out).startsWith("NUMBER").contains("handled").doesNotContain("\u001b");
      assertThat(json("dead-letters", id, "--clear").path("cleared").asInt()).isEqualTo(1);
      assertThat(sessions("dead-letters", id).out).hasLineCount(1);
    }
    assertThat(sessions("dead-letters", "0".repeat(32)).status).isEqualTo(ExitStatus.REFUSED);
  }

  @Test
  void theBehaviourIsUpgraded() {
    Said said = run("cluster", "upgrade", "--server", address(), "--data", folder.toString());
    assertThat(said.status).isEqualTo(ExitStatus.DONE);
    assertThat(said.out).matches("behaviour  [0-9]+\n");
    assertThat(
            run("cluster", "upgrade", "--force", "--server", address(), "--data", folder.toString())
                .out)
        .isEqualTo(said.out);
  }

  @Test
  void aTransitionThatIsNotAllowedNamesTheStateItIsIn() {
    String id = Json.text(json("create", "--user", "ada"), "id");
    Said said = sessions("resume", id);
    assertThat(said.status).isEqualTo(ExitStatus.REFUSED);
    assertThat(said.out).isEmpty();
    assertThat(said.err).hasLineCount(1).startsWith("sojourn: ").contains("Pending", "(409)");
  }

  @Test
  void aListIsFilteredAndBoundedAndSaysWhenThereIsMore() {
    for (String user : new String[] {"ada", "bob", "ada"}) {
      json("create", "--user", user, "--activate");
    }
    json("create", "--user", "ada");
    assertThat(json("list", "--user", "ada").path("sessions")).hasSize(3);
    assertThat(json("list", "--user", "ada", "--state", "Active").path("sessions")).hasSize(2);
    Said two = sessions("list", "--limit", "2");
    assertThat(two.status).isEqualTo(ExitStatus.DONE);
    assertThat(two.out).hasLineCount(3).startsWith("ID");
    assertThat(two.err).contains("There are more");
    assertThat(sessions("list", "--all").out).hasLineCount(5);
    assertThat(sessions("list", "--all").err).isEmpty();
  }

  @Test
  void whatIsShownCannotTalkToTheTerminal() {
    json("create", "--user", "ada\u202e", "--attribute", "a=\"\\u001b[31m\\u009b31m\\u2066\"");
    Said list = sessions("list");
    assertThat(list.out).contains("ada\ufffd");
    String id = list.out.lines().toList().get(1).split(" ", 2)[0];
    Said one = sessions("get", id);
    assertThat(one.out).contains("[31m\ufffd31m\ufffd");
    assertThat(list.out + one.out).doesNotContain("\u001b", "\u009b", "\u202e", "\u2066");
  }

  @Test
  void aWrongKeyIsSaidToBeWrong() {
    Said said = run("sessions", "list", "--server", address(), "--key", "sk_wrong");
    assertThat(said.status).isEqualTo(ExitStatus.REFUSED);
    assertThat(said.err).hasLineCount(1).contains("--key", "(401)");
  }

  @Test
  void anUnknownSessionIsSaidToBeUnknown() {
    Said said = sessions("get", "0".repeat(32));
    assertThat(said.status).isEqualTo(ExitStatus.REFUSED);
    assertThat(said.err).hasLineCount(1).contains("(404)");
  }

  @Test
  void withoutAKeyItSaysWhereOneComesFrom() {
    Said said =
        run("sessions", "list", "--server", address(), "--data", folder.resolve("none").toString());
    assertThat(said.status).isEqualTo(ExitStatus.USAGE);
    assertThat(said.err).hasLineCount(1).contains("--key", "SOJOURN_KEY", "--data");
  }

  @Test
  void whereNoServerIsItSaysHowToStartOne() {
    String nobody = address();
    server.close();
    Said said = run("sessions", "list", "--server", nobody, "--key", "sk_any");
    assertThat(said.status).isEqualTo(ExitStatus.UNREACHABLE);
    assertThat(said.err).hasLineCount(1).contains(nobody, "sojourn serve");
  }

  private String address() {
    return "http://127.0.0.1:" + server.address().getPort();
  }

  private ObjectNode json(String... words) {
    Said said =
        sessions(
            Stream.concat(Stream.of(words), Stream.of("--output", "json")).toArray(String[]::new));
    assertThat(said.status).as(said.err).isEqualTo(ExitStatus.DONE);
    return Objects.requireNonNull(Json.parse(said.out), said.out);
  }

  private Said sessions(String... words) {
    return run(
        Stream.of(
                Stream.of("sessions"),
                Stream.of(words),
                Stream.of("--server", address(), "--data", folder.toString()))
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
