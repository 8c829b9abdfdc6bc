package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class ServeTest {
  private static final Pattern READY =
      Pattern.compile("^Sojourn is ready at (http://127\\.0\\.0\\.1:\\d+/)\n");

  @TempDir private Path folder;

  @Test
  void theKeyIsShownAtTheFirstStartAndNeverAgain() throws Exception {
    try (CommandProcess first = serve("--port", "0")) {
      String address = awaitReady(first);
      String key = Files.readString(folder.resolve("sojourn-data/admin.key")).strip();
      first.awaitOut(address + "#key=" + key);
      assertThat(first.out().lines().filter(("  " + key)::equals)).hasSize(1);
      assertThat(status(address + "v1/sessions", key)).isEqualTo(200);
      first.terminate();
      assertThat(first.awaitExit()).isEqualTo(ExitStatus.DONE);
      assertThat(first.err()).isEmpty();
    }
    try (CommandProcess second = serve("--port", "0")) {
      String address = awaitReady(second);
      second.terminate();
      assertThat(second.awaitExit()).isEqualTo(ExitStatus.DONE);
      assertThat(second.out()).isEqualTo("Sojourn is ready at " + address + "\n");
    }
  }

  @Test
  void controlCStopsItCleanly() throws Exception {
    try (CommandProcess serve = serve("--port", "0")) {
      awaitReady(serve);
      assertThat(new ProcessBuilder("kill", "-INT", "" + serve.pid()).start().waitFor()).isZero();
      assertThat(serve.awaitExit()).isEqualTo(ExitStatus.DONE);
      assertThat(serve.err()).hasLineCount(1).startsWith("Stopping");
    }
  }

  @Test
  void aPortThatIsTakenIsNamedWithTheWayOut() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CommandProcess serve = serve("--port", "" + taken.getLocalPort())) {
      assertRefused(serve, ExitStatus.FAILED, "port " + taken.getLocalPort(), "taken", "--port");
    }
  }

  @Test
  void aDataFolderInUseIsNamedWithTheWayOut() throws Exception {
    try (CommandProcess first = serve("--port", "0")) {
      awaitReady(first);
      try (CommandProcess second = serve("--port", "0")) {
        assertRefused(
            second, ExitStatus.FAILED, "sojourn-data", "process " + first.pid(), "--data");
      }
    }
  }

  @Test
  void aDataFolderThatIsAFileIsNamed() throws Exception {
    Files.writeString(folder.resolve("note"), "not a folder");
    try (CommandProcess serve = serve("--port", "0", "--data", "note")) {
      assertRefused(serve, ExitStatus.FAILED, folder.resolve("note").toString());
      assertThat(serve.err()).doesNotContain("Exception").containsOnlyOnce("/note");
    }
  }

  @Test
  void thePortMayComeFromTheEnvironmentAndTheOptionGoesFirst() throws Exception {
    int free;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = probe.getLocalPort();
    }
    try (CommandProcess serve =
        CommandProcess.start(folder, Map.of("PORT", "" + free), "serve", "--data", "one")) {
      assertThat(awaitReady(serve)).endsWith(":" + free + "/");
    }
    try (CommandProcess serve =
        CommandProcess.start(folder, Map.of("PORT", "nonsense"), "serve", "--data", "two")) {
      assertRefused(serve, ExitStatus.USAGE, "PORT", "nonsense");
    }
  }

  @Test
  void aPortThatIsNoneIsRefused() throws Exception {
    try (CommandProcess serve = serve("--port", "70000")) {
      assertRefused(serve, ExitStatus.USAGE, "port");
    }
  }

  @Test
  void whereThereIsNoMachineThatIsSaidWithTheWayOut() throws Exception {
    try (CommandProcess serve = serve("--port", "0", "--machines", "nowhere")) {
      assertRefused(serve, ExitStatus.FAILED, "nowhere", "not there", "--machines");
    }
    try (CommandProcess serve = serve("--port", "0", "--machine", "door")) {
      assertRefused(serve, ExitStatus.USAGE, "machine");
    }
  }

  @Test
  void anOpenDoorIsWarnedOf() throws Exception {
    try (CommandProcess serve = serve("--port", "0", "--host", "0.0.0.0")) {
      awaitReady(serve);
      serve.terminate();
      assertThat(serve.awaitExit()).isEqualTo(ExitStatus.DONE);
      assertThat(serve.err()).hasLineCount(1).contains("warning", "0.0.0.0", "TLS");
    }
  }

  private static void assertRefused(CommandProcess serve, int status, String... parts)
      throws InterruptedException {
    assertThat(serve.awaitExit()).as(serve.out() + serve.err()).isEqualTo(status);
    assertThat(serve.out()).isEmpty();
    assertThat(serve.err()).hasLineCount(1).startsWith("sojourn: ").contains(parts);
  }

  private static String awaitReady(CommandProcess serve) {
    serve.awaitOut("/\n");
    Matcher ready = READY.matcher(serve.out());
    assertThat(ready.find()).as(serve.out()).isTrue();
    return ready.group(1);
  }

  private CommandProcess serve(String... args) throws IOException {
    String[] words = new String[args.length + 1];
    words[0] = "serve";
    System.arraycopy(args, 0, words, 1, args.length);
    return CommandProcess.start(folder, Map.of(), words);
  }

  private static int status(String url, String key) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + key).build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}
