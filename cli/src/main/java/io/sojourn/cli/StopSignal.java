package io.sojourn.cli;

import java.util.concurrent.CompletableFuture;
import org.jline.utils.Signals;

/** Ctrl-C and SIGTERM, as something to wait for together with other ends. */
final class StopSignal {

  private StopSignal() {}

  /** Completes the future with nothing when the process is asked to stop. */
  static void completes(CompletableFuture<?> end) {
    Signals.register("INT", () -> end.complete(null));
    Signals.register("TERM", () -> end.complete(null));
  }
}
