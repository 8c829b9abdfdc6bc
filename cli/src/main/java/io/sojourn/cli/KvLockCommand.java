package io.sojourn.cli;

import io.sojourn.client.ClientState;
import io.sojourn.client.Outcome;
import io.sojourn.kv.KvClient;
import io.sojourn.kv.KvLock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sojourn kv lock}. */
@Command(
    name = "lock",
    description = {
      "Runs a command while holding a lock, and gives the lock back when the command ends.",
      "The command finds the fencing token, which grows with every grant, in the variable"
          + " SOJOURN_LOCK_TOKEN.",
      "If the session that holds the lock is lost, the command is told to stop (SIGTERM)."
    },
    footer = {
      "",
      "Exit status: that of the command; 1 if the lock is held and --wait is over, 5 if the lock"
          + " was lost.",
      "",
      "Examples:",
      "  sojourn kv lock backup -- ./backup.sh --full",
      "  sojourn kv lock backup --wait 0 -- ./backup.sh"
    })
final class KvLockCommand extends Verb {
  private static final String NAME_VARIABLE = "SOJOURN_LOCK";
  private static final String TOKEN_VARIABLE = "SOJOURN_LOCK_TOKEN";
  private static final long WAIT_MAX_SECONDS = Duration.ofDays(30).toSeconds();

  @Mixin KvAccess access = new KvAccess();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long to wait for the lock, 0 not to wait (default: as long as it takes).")
  @Nullable Long wait;

  @Parameters(index = "0", paramLabel = "NAME", description = "The name of the lock.")
  String name = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The command and its arguments, behind --.")
  List<String> command = new ArrayList<>();

  @Override
  public Integer call() {
    HostedShell.find(command.get(0), System.getenv());
    long seconds = wait == null ? WAIT_MAX_SECONDS : wait;
    if (seconds < 0 || seconds > WAIT_MAX_SECONDS) {
      throw new CommandFailure(
          ExitStatus.USAGE, "the wait must be 0 to " + WAIT_MAX_SECONDS + " seconds");
    }
    CompletableFuture<ClientState> lost = new CompletableFuture<>();
    CompletableFuture<Void> stop = new CompletableFuture<>();
    try (KvClient client = access.connect(state -> completeIfOver(lost, state))) {
      // Whoever stops waiting leaves the queue, and does not get the lock as a ghost.
      StopSignal.completes(stop);
      var unused = stop.thenRun(client::close);
      Outcome<Optional<KvLock>> locked = client.lock(name, Duration.ofSeconds(seconds));
      if (stop.isDone()) {
        return ExitStatus.INTERRUPTED;
      }
      Optional<KvLock> lock = KvAccess.done(locked);
      if (lock.isEmpty()) {
        throw new CommandFailure(ExitStatus.NOT_SO, "another holds the lock " + OneLine.of(name));
      }
      return run(lock.get(), lost);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return ExitStatus.INTERRUPTED;
    }
  }

  private static void completeIfOver(CompletableFuture<ClientState> lost, ClientState state) {
    if (state.isOver()) {
      lost.complete(state);
    }
  }

  private int run(KvLock lock, CompletableFuture<ClientState> lost) throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put(NAME_VARIABLE, name);
    builder.environment().put(TOKEN_VARIABLE, "" + lock.token());
    // Ctrl-C is for the command, which the terminal tells too; the lock is given back after it.
    Signals.register("INT", () -> {});
    Process process;
    try {
      process = builder.start();
    } catch (IOException failed) {
      KvAccess.done(lock.unlock());
      throw new CommandFailure(
          ExitStatus.NO_COMMAND, "cannot run the command: " + SojournCommand.reason(failed));
    }
    Signals.register("TERM", process::destroy);
    var unused = lost.thenRun(process::destroy);
    int status = process.waitFor();
    if (lost.isDone()) {
      throw new CommandFailure(
          ExitStatus.UNKNOWN, "the lock was lost while the command ran: " + lost.join());
    }
    if (!(lock.unlock() instanceof Outcome.Done<Boolean>(Boolean held) && held)) {
      err().println("sojourn: the lock was not held any more when the command ended");
      return ExitStatus.UNKNOWN;
    }
    return status;
  }
}
