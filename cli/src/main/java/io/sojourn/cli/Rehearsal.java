package io.sojourn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the build runs once to make the start-up cache: a server with each command used on it, as
 * far as that goes without a person, so that the JVM records the classes that real runs load.
 */
public final class Rehearsal {
  private static final long START_SECONDS_MAX = 30;

  private final String data;
  private final CountDownLatch curtain = new CountDownLatch(1);
  private final BlockingQueue<String> address = new LinkedBlockingQueue<>();

  private Rehearsal(String data) {
    this.data = data;
  }

  /**
   * Runs the rehearsal; a failure ends it with a non-zero status and there is no cache.
   *
   * @param args an empty folder for the server's data
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    new Rehearsal(Path.of(args[0]).resolve("data").toString()).play();
    Runtime.getRuntime().exit(ExitStatus.DONE);
  }

  private void play() throws IOException, InterruptedException {
    Thread server = new Thread(this::serve, "server");
    server.start();
    String at = address.poll(START_SECONDS_MAX, TimeUnit.SECONDS);
    if (at == null) {
      throw new IllegalStateException("the server was not ready in " + START_SECONDS_MAX + " s");
    }
    for (String path : List.of("", "join", "openapi.json", "health", "health/live", "metrics")) {
      get(URI.create(at + path));
    }
    command(ExitStatus.DONE, "version");
    String id = Json.text(created(at), "id");
    for (String verb : List.of("get", "suspend", "resume", "end")) {
      command(ExitStatus.DONE, "sessions", verb, id, "--server", at, "--data", data);
    }
    command(ExitStatus.DONE, "sessions", "list", "--server", at, "--data", data);
    command(ExitStatus.DONE, "share", "--server", at, "--", "true");
    command(ExitStatus.REFUSED, "join", "WRNG22", "--server", at);
    curtain.countDown();
    server.join();
  }

  private void serve() {
    var commandLine = SojournCommand.commandLine();
    commandLine.setOut(new PrintWriter(new Announcement(address), true));
    var parsed = commandLine.parseArgs("serve", "--port", "0", "--data", data).subcommand();
    if (parsed.commandSpec().userObject() instanceof ServeCommand command) {
      command.serve(curtain);
    }
  }

  private ObjectNode created(String at) {
    String said =
        command(
            ExitStatus.DONE,
            "sessions",
            "create",
            "--user",
            "rehearsal",
            "--activate",
            "--attribute",
            "a={}",
            "--output",
            "json",
            "--server",
            at,
            "--data",
            data);
    ObjectNode session = Json.parse(said);
    if (session == null) {
      throw new IllegalStateException("not a session: " + said);
    }
    return session;
  }

  private static String command(int expected, String... words) {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int status = SojournCommand.run(out, out, words);
    if (status != expected) {
      throw new IllegalStateException(
          String.join(" ", words) + " ended with " + status + ": " + said);
    }
    return said.toString();
  }

  private static void get(URI uri) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      int status =
          http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode();
      if (status != 200) {
        throw new IllegalStateException(uri + " answered " + status);
      }
    }
  }

  /** Hands on the address from the line that says that the server is ready. */
  private static final class Announcement extends StringWriter {
    private static final String READY = "Sojourn is ready at ";
    private final BlockingQueue<String> address;

    Announcement(BlockingQueue<String> address) {
      this.address = address;
    }

    @Override
    public void write(String text, int offset, int length) {
      if (text.startsWith(READY, offset)) {
        address.add(text.substring(offset + READY.length(), offset + length));
      }
    }
  }
}
