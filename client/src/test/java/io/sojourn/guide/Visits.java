package io.sojourn.guide;

import io.sojourn.client.Delivery;
import io.sojourn.client.Outcome;
import io.sojourn.client.SojournClient;
import io.sojourn.wire.connect.Consistency;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Counts visits on a server, and goes on counting after a crash. */
final class Visits {

  private final SojournClient client;
  private final Path note;
  private final PrintStream out;

  /** Goes on with the session that the folder holds, or begins one. */
  Visits(String server, String key, Path folder, PrintStream out) throws IOException {
    this.out = out;
    this.note = folder.resolve("note");
    this.client =
        SojournClient.builder(server)
            .key(key)
            .userId("ann")
            .idleTimeout(Duration.ofMinutes(10))
            .sessionFile(folder.resolve("session"))
            .onPush(this::handle)
            .build();
  }

  /** Asks again for what a crash may have left half done, and connects. */
  void start() throws IOException {
    if (Files.exists(note)) {
      List<String> noted = Files.readAllLines(note);
      client
          .resume(Long.parseLong(noted.get(0)), bytes(noted.get(1)))
          .thenAccept(outcome -> out.println("again: " + say(outcome)));
    }
    client.connect();
  }

  void look() throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      out.println(say(client.execute(bytes("add visits"))));
    }
    out.println(say(client.execute(bytes("dance"))));
    out.println(say(client.await(client.query(bytes("of visits")))));
    var local = client.query(bytes("of visits"), Consistency.LOCAL, Duration.ofSeconds(5));
    out.println("here: " + say(client.await(local)));
    client.execute(bytes("push 2 hello"));
  }

  /** Has one visit counted, whatever happens to this program. */
  void count() throws IOException, InterruptedException {
    Files.write(note, List.of(String.valueOf(client.nextSequence()), "add visits"));
    out.println(say(client.execute(bytes("add visits"))));
    Files.delete(note);
  }

  private void handle(Delivery push) {
    out.println("push " + push.number() + ": " + text(push.payload()));
  }

  private static String say(Outcome<byte[]> outcome) {
    return switch (outcome) {
      case Outcome.Done<byte[]> done -> text(done.value());
      case Outcome.Refused<byte[]> refused -> refused.code() + ": " + refused.detail();
      case Outcome.Unknown<byte[]> unknown -> "who knows: " + unknown.detail();
    };
  }

  void close() {
    client.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
