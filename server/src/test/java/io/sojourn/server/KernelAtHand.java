package io.sojourn.server;

import io.sojourn.engine.MemoryLog;
import io.sojourn.engine.SessionEngine;
import io.sojourn.session.SessionId;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The real engine on a log in memory and on a clock that the test moves: what leases do to requests
 * can be seen without waiting.
 */
final class KernelAtHand implements AutoCloseable {

  private static final SessionId NOBODY = new SessionId(0, 0);

  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
  final SessionEngine engine;

  KernelAtHand() throws IOException {
    engine = SessionEngine.on(new MemoryLog()).clock(() -> Instant.ofEpochMilli(now.get())).open();
  }

  /** Lets time go by; on return every lease that is over by then has ended. */
  void pass(long millis) {
    now.addAndGet(millis);
    // Any command will do: the time of its entry counts before the command does.
    var unused = engine.touch(NOBODY).toCompletableFuture().join();
  }

  @Override
  public void close() {
    engine.close();
  }
}
