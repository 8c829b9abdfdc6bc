package io.sojourn.guide;

import io.sojourn.engine.Received;
import io.sojourn.engine.SessionClient;
import io.sojourn.engine.Sojourn;
import io.sojourn.engine.SojournException;
import io.sojourn.guide.Counter.Increment;
import io.sojourn.session.SessionId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

final class CounterProgram {

  private CounterProgram() {}

  static Sojourn<Increment, Long, String> start(Path folder) throws IOException {
    return Sojourn.builder(new Counter(), Counter.CODECS).dataFolder(folder).start();
  }

  static void run(Path folder, PrintStream out) throws IOException, InterruptedException {
    SessionId id;
    String token;
    try (Sojourn<Increment, Long, String> sojourn = start(folder)) {
      SessionClient<Increment, Long, String> ann = sojourn.open("ann");
      for (int i = 0; i < 10; i++) {
        out.println(ann.execute(new Increment("visits")));
      }
      Received<String> push = ann.poll(Duration.ofSeconds(30)).orElseThrow();
      out.println(push.payload());
      ann.acknowledge(push);
      try {
        sojourn.open("mallory");
      } catch (SojournException.Refused refused) {
        out.println(refused.refusal().message());
      }
      id = ann.id();
      token = ann.token();
    }
    try (Sojourn<Increment, Long, String> sojourn = start(folder)) {
      // As if the answer to the tenth request had never arrived: it is asked for again.
      SessionClient<Increment, Long, String> ann = sojourn.resume(id, token, 10);
      out.println("again: " + ann.execute(new Increment("visits")));
      out.println("next: " + ann.execute(new Increment("visits")));
    }
  }
}
