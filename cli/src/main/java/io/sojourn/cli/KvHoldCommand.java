package io.sojourn.cli;

import io.sojourn.client.ClientState;
import io.sojourn.kv.KvClient;
import io.sojourn.kv.Value;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sojourn kv hold}. */
@Command(
    name = "hold",
    description = {
      "Sets an ephemeral key and keeps it until Ctrl-C: it is gone then, or 30 s after this command"
          + " crashed.",
      "Watchers of the key so see who is there."
    },
    footer = {"", "Example:", "  sojourn kv hold node/n1 10.0.0.1:8080"})
final class KvHoldCommand extends Verb {
  @Mixin KvAccess access = new KvAccess();

  @Parameters(index = "0", paramLabel = "KEY", description = "The key: 1 to 512 bytes.")
  String key = "";

  @Parameters(index = "1", paramLabel = "VALUE", description = "The value: up to 256 KiB.")
  String value = "";

  @Override
  public Integer call() {
    KeyValueCommand.requireNoOption(commandLine(), value);
    PrintWriter out = out();
    CompletableFuture<@Nullable ClientState> end = new CompletableFuture<>();
    StopSignal.completes(end);
    try (KvClient client = access.connect(state -> completeIfOver(end, state))) {
      long version = KvAccess.done(client.putEphemeral(key, Value.of(value)));
      access.output.says(
          out,
          "Holding " + OneLine.of(key) + " until Ctrl-C",
          Json.object().put("key", key).put("version", version));
      out.flush();
      ClientState over = end.get();
      if (over != null) {
        throw new CommandFailure(ExitStatus.FAILED, "the key is gone with its session: " + over);
      }
      return ExitStatus.DONE;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return ExitStatus.INTERRUPTED;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void completeIfOver(
      CompletableFuture<@Nullable ClientState> end, ClientState state) {
    if (state.isOver()) {
      end.complete(state);
    }
  }
}
