package io.sojourn.cli;

import io.sojourn.client.ClientState;
import io.sojourn.kv.KvClient;
import io.sojourn.kv.KvEntry;
import io.sojourn.kv.KvWatch;
import io.sojourn.kv.KvWatcher;
import io.sojourn.kv.Target;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sojourn kv watch}. */
@Command(
    name = "watch",
    description = {
      "Prints what a key holds, and each change of it, until Ctrl-C; goes on when a server comes"
          + " back.",
      "A line is put or delete, the key, and the value, with tabs between."
    },
    footer = {
      "",
      "Examples:",
      "  sojourn kv watch greeting",
      "  sojourn kv watch user/ --prefix --output json"
    })
final class KvWatchCommand extends Verb {
  @Mixin KvAccess access = new KvAccess();

  @Parameters(paramLabel = "KEY", description = "The key, or with --prefix how keys begin.")
  String key = "";

  @Option(names = "--prefix", description = "Watches every key that begins so.")
  boolean prefix;

  /** Prints what it is told; its end is the end of a session, or of the watch. */
  private static final class Printer implements KvWatcher {
    private final KvOutput output;
    private final PrintWriter out;
    private final PrintWriter err;
    private final CompletableFuture<@Nullable Void> stop;
    private volatile CompletableFuture<Optional<String>> end = new CompletableFuture<>();

    Printer(
        KvOutput output, PrintWriter out, PrintWriter err, CompletableFuture<@Nullable Void> stop) {
      this.stop = stop;
      this.output = output;
      this.out = out;
      this.err = err;
    }

    @Override
    public void changed(KvEntry entry) {
      output.changed(out, entry);
      stopUnlessRead();
    }

    @Override
    public void removed(String gone, long version) {
      output.removed(out, gone, version);
      stopUnlessRead();
    }

    /** Whoever read may have had enough, as head has after some lines. */
    private void stopUnlessRead() {
      if (out.checkError()) {
        stop.complete(null);
      }
    }

    @Override
    public void missed() {
      err.println("sojourn: changes may have been missed; what follows is how it is now");
    }

    @Override
    public void ended(String why) {
      end.complete(Optional.of(why));
    }
  }

  @Override
  public Integer call() {
    CompletableFuture<@Nullable Void> stop = new CompletableFuture<>();
    StopSignal.completes(stop);
    Printer printer = new Printer(access.output, out(), err(), stop);
    try {
      return watch(printer, stop);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return ExitStatus.INTERRUPTED;
    }
  }

  private int watch(Printer printer, CompletableFuture<@Nullable Void> stop)
      throws InterruptedException {
    KvWatch watch = null;
    while (!stop.isDone()) {
      printer.end = new CompletableFuture<>();
      try (KvClient client = access.connect()) {
        Target target = new Target(key, prefix);
        watch = KvAccess.done(watch == null ? client.watch(target, printer) : client.goOn(watch));
        String why = await(printer.end, stop);
        if (!why.isEmpty() && !(client.client().state() instanceof ClientState.Expired)) {
          throw new CommandFailure(ExitStatus.FAILED, "the watch has ended: " + why);
        }
      } catch (CommandFailure away) {
        if (watch == null || away.status() != ExitStatus.UNREACHABLE) {
          throw away;
        }
        printer.err.println("sojourn: " + away.getMessage() + "; trying again");
      }
    }
    return ExitStatus.DONE;
  }

  /** Why the watch ended; empty if the command was asked to stop. */
  private static String await(
      CompletableFuture<Optional<String>> end, CompletableFuture<@Nullable Void> stop)
      throws InterruptedException {
    try {
      CompletableFuture.anyOf(end, stop).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return stop.isDone() ? "" : end.join().orElse("");
  }
}
