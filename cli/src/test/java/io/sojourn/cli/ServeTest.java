package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    int free = Ports.free();
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

  @Test
  void nfsIsServedAtThePortThatWasAskedForOnTheCommandLineOrInAFile() throws Exception {
    int port = Ports.free();
    Path config = Files.writeString(folder.resolve("server.conf"), "nfs-port=" + port + "\n");
    try (CommandProcess serve =
        serveWithNfs("--port", "0", "--host", "0.0.0.0", "--config", config.toString())) {
      awaitReady(serve);
      serve.awaitOut("NFSv4.1 at 127.0.0.1:" + port + "\n");
      serve.terminate();
      assertThat(serve.awaitExit()).isEqualTo(ExitStatus.DONE);
      assertThat(serve.err()).hasLineCount(1).contains("0.0.0.0", "AUTH_SYS", "--nfs-port 0");
    }
  }

  @Test
  void theUsualPortOfNfsMayBeTakenAndAnotherMayNot() throws Exception {
    int asked = Ports.free();
    try (CommandProcess first =
            serveWithNfs("--port", "0", "--data", "one", "--nfs-port", "" + asked);
        CommandProcess second = serveWithNfs("--port", "0", "--data", "two");
        CommandProcess third = serveWithNfs("--port", "0", "--data", "three")) {
      first.awaitOut("NFSv4.1 at");
      awaitReady(second);
      awaitReady(third);
      // Whoever came first has it; a server elsewhere on this machine may have been it.
      assertThat(List.of(second.err(), third.err()))
          .anySatisfy(
              said ->
                  assertThat(said)
                      .hasLineCount(1)
                      .contains("NFS is not served", "12049", "--nfs-port"));
      try (CommandProcess late =
          serveWithNfs("--port", "0", "--data", "four", "--nfs-port", "" + asked)) {
        assertRefused(late, ExitStatus.FAILED, "port " + asked, "taken", "--nfs-port");
      }
    }
  }

  @Test
  void whatIsWrongWithNfsIsSaid() throws Exception {
    try (CommandProcess serve = serveWithNfs("--port", "0", "--nfs-lease", "0")) {
      assertRefused(serve, ExitStatus.USAGE, "lease", "1 to 3600");
    }
    try (CommandProcess serve = serveWithNfs("--port", "0", "--nfs-persistent", "perhaps")) {
      assertRefused(serve, ExitStatus.USAGE, "perhaps", "--nfs-persistent");
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

  /** Without NFS: tests must not depend on whether its usual port is free. */
  private CommandProcess serve(String... args) throws IOException {
    List<String> words = new ArrayList<>(List.of(args));
    words.addAll(List.of("--nfs-port", "0"));
    return serveWithNfs(words.toArray(String[]::new));
  }

  private CommandProcess serveWithNfs(String... args) throws IOException {
    List<String> words = new ArrayList<>(List.of("serve"));
    words.addAll(List.of(args));
    return CommandProcess.start(folder, Map.of(), words.toArray(String[]::new));
  }

  private static int status(String url, String key) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + key).build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}
