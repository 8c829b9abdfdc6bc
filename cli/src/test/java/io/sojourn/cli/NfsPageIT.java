package io.sojourn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.protocol.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of NFS in a real browser, on a server that a client of NFS has a session with. */
@Timeout(300)
class NfsPageIT {
  @TempDir private Path folder;

  @Test
  void thePageShowsASessionAndEndsItAndItsClient() throws Exception {
    try (NfsServer server = new NfsServer(folder)) {
      ClientSession session = server.session("browsed");
      assertThat(session.call(NfsServer.makeDirectory("a"), true).status()).isEqualTo(Status.OK);
      String key = Files.readString(server.dataFolder().resolve(ApiKey.FILE)).strip();
      Process story =
          new ProcessBuilder(
                  "node",
                  "cli/src/test/e2e/nfs.mjs",
                  server.url(),
                  key,
                  session.key().toString(),
                  "browsed")
              .directory(Path.of("..").toFile())
              .redirectErrorStream(true)
              .start();
      String told = new String(story.getInputStream().readAllBytes(), UTF_8);
      assertThat(story.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(story.exitValue()).as(told).isZero();
      assertThat(session.call(NfsServer.makeDirectory("b"), true).status())
          .isEqualTo(Status.BADSESSION);
      System.out.print(told);
    }
  }
}
