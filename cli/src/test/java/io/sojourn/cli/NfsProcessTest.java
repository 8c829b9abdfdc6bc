package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionCall;
import io.sojourn.nfs.protocol.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** NFS and the nfs command on a server that is a process of its own, killed and started again. */
@Timeout(180)
class NfsProcessTest {
  @TempDir private Path folder;
  private NfsServer server;

  private record Said(int status, String out, String err) {}

  @BeforeEach
  void serve() throws Exception {
    server = new NfsServer(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static <T> T got(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private Said nfs(String... args) {
    List<String> words = new ArrayList<>(List.of("nfs"));
    words.addAll(List.of(args));
    words.addAll(List.of("--server", server.url(), "--data", server.dataFolder().toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        SojournCommand.run(
            new PrintWriter(out), new PrintWriter(err), words.toArray(String[]::new));
    return new Said(status, out.toString(), err.toString());
  }

  @Test
  void aRetryAfterKillNineGetsTheFirstReplyByteForByteAndTheSessionGoesOn() throws Exception {
    ClientSession session = server.session("ada");
    for (int round = 1; round <= 3; round++) {
      SessionCall call = session.start(NfsServer.makeDirectory("d" + round), true);
      CompoundReply first = got(call.reply());
      assertThat(first.status()).isEqualTo(Status.OK);

      server.killAndServe();
      NfsConnection again = server.connect();
      CompoundReply second =
          await("the reply again") // at first clients may be told to come again
              .until(
                  () -> got(session.resend(call, again)), reply -> reply.status() != Status.DELAY);
      assertThat(second.encoded()).isEqualTo(first.encoded());
      session.use(again);
      assertThat(session.call(NfsServer.makeDirectory("d" + round), true).status())
          .isEqualTo(Status.EXIST);
      Compound look = new Compound().putRootFileHandle().lookup("d" + round);
      assertThat(session.call(look, false).status()).isEqualTo(Status.OK);
    }
  }

  @Test
  void theCommandShowsClientsAndSessionsAndEndsThem() throws Exception {
    ClientSession session = server.session("ada");
    assertThat(session.call(NfsServer.makeDirectory("notes"), true).status()).isEqualTo(Status.OK);
    String id = session.key().toString();

    Said clients = nfs("clients");
    assertThat(clients.status).as(clients.err).isEqualTo(ExitStatus.DONE);
    assertThat(clients.out).hasLineCount(2).startsWith("ID").contains("ada");
    String client = clients.out.lines().toList().get(1).split(" ", 2)[0];
    assertThat(nfs("sessions").out)
        .hasLineCount(2)
        .contains(id, client, "persistent", "127.0.0.1:");
    var shown = Objects.requireNonNull(Json.parse(nfs("sessions", id, "--output", "json").out));
    assertThat(Json.text(shown, "id")).isEqualTo(id);
    assertThat(shown.path("used")).isNotEmpty();
    assertThat(nfs("sessions", id).out).contains("fore", "cached_bytes_max");

    assertThat(nfs("end", "session", id).out).contains(id, "true");
    assertThat(session.call(NfsServer.makeDirectory("late"), true).status())
        .isEqualTo(Status.BADSESSION);
    assertThat(nfs("sessions").out).hasLineCount(1);
    assertThat(nfs("end", "client", client).status).isEqualTo(ExitStatus.DONE);
    assertThat(nfs("clients", "--output", "json").out).contains("\"clients\" : [ ]");

    Said gone = nfs("end", "client", client);
    assertThat(gone.status).isEqualTo(ExitStatus.REFUSED);
    assertThat(gone.err).hasLineCount(1).startsWith("sojourn: ").contains("404");
    assertThat(nfs("end", "file", id).status).isEqualTo(ExitStatus.USAGE);
    assertThat(nfs("clients", "--limit", "0").status).isEqualTo(ExitStatus.USAGE);
  }
}
