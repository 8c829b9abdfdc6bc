package io.sojourn.guide;

import io.sojourn.client.Outcome;
import io.sojourn.client.SojournClient;
import io.sojourn.client.SojournClientBuilder;
import io.sojourn.kv.KvClient;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.KvEntry;
import io.sojourn.kv.KvLock;
import io.sojourn.kv.KvWatch;
import io.sojourn.kv.KvWatcher;
import io.sojourn.kv.Target;
import io.sojourn.kv.Value;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The stock of a shop: changes it, and sees every change of it. */
final class Stock {

  private Stock() {}

  /** Sees what happens, on a thread of the client. */
  private record Noting(BlockingQueue<String> notes) implements KvWatcher {
    @Override
    public void changed(KvEntry entry) {
      notes.add(entry.key() + " is " + entry.value().text().orElse("no text"));
    }

    @Override
    public void removed(String key, long version) {
      notes.add(key + " is gone");
    }
  }

  static void run(String server, String key, PrintStream out)
      throws IOException, InterruptedException {
    SojournClientBuilder session = SojournClient.builder(server).key(key).userId("shop");
    try (KvClient kv = KvClient.connect(session, Duration.ofSeconds(30))) {
      BlockingQueue<String> notes = new LinkedBlockingQueue<>();
      sure(kv.put("stock/apples", Value.of("5")));
      KvWatch watch = sure(kv.watch(Target.prefix("stock/"), new Noting(notes)));
      out.println("apples left: " + sure(kv.increment("stock/apples", -2)));
      KvCommand.Expected nothing = new KvCommand.Expected.Absent();
      KvClient.Swap pears = sure(kv.compareAndSet("stock/pears", nothing, Value.of("7")));
      out.println("pears are new: " + pears.done());
      for (int i = 0; i < 3; i++) {
        out.println(notes.take());
      }
      watch.close();

      KvLock lock = sure(kv.lock("inventory", Duration.ofSeconds(10))).orElseThrow();
      out.println("the lock has a token: " + (lock.token() > 0));
      out.println("given back: " + sure(lock.unlock()));
    }
  }

  /** What was done. What a program does about the other two is its own business. */
  private static <T> T sure(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T> done -> done.value();
      case Outcome.Refused<T> refused -> throw new IllegalStateException(refused.detail());
      case Outcome.Unknown<T> unknown -> throw new IllegalStateException(unknown.detail());
    };
  }
}
