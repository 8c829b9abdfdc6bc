package io.sojourn.cli;

import static java.util.stream.Collectors.joining;

import io.sojourn.client.ClientOptions;
import io.sojourn.client.ClientState;
import io.sojourn.client.NotConnectedException;
import io.sojourn.client.Outcome;
import io.sojourn.client.ReadFrom;
import io.sojourn.client.RefusalCode;
import io.sojourn.client.SojournClient;
import io.sojourn.client.SojournClientBuilder;
import io.sojourn.kv.KvClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The servers, the key, the patience and the form of the output: what every verb of kv needs. */
final class KvAccess {

  /** Long enough for a leader to be elected, and soon enough for locks of who is gone. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  private static final Duration LIFE = Duration.ofDays(30);
  private static final Duration SILENCE = Duration.ofSeconds(3);
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final int TIMEOUT_MAX = 86_400;

  /** A server that was reached and said no: its stable code, and a sentence. */
  private static final Pattern REFUSED = Pattern.compile("([a-z_]+): (.*)");

  /** Codes of what never was sent. */
  private static final Set<String> NOT_SENT =
      Set.of(RefusalCode.DEADLINE_EXCEEDED, RefusalCode.CLIENT_CLOSED);

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec verb;

  @Mixin ServerOption server = new ServerOption();
  @Mixin ApiKey key = new ApiKey();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to try to reach a server, and to wait for its answer (default: 30).")
  int timeout = 30;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "text or json, an object on each line (default: text).")
  KvOutput output = KvOutput.text;

  /** Connects, with a session of its own. */
  KvClient connect() {
    return connect(state -> {});
  }

  /** Connects, and tells the states of the session. */
  KvClient connect(Consumer<ClientState> listener) {
    return connect(listener, ReadFrom.LEADER);
  }

  private KvClient connect(Consumer<ClientState> listener, ReadFrom readFrom) {
    if (timeout < 1 || timeout > TIMEOUT_MAX) {
      throw new CommandFailure(
          ExitStatus.USAGE, "the timeout must be 1 to " + TIMEOUT_MAX + " seconds");
    }
    Duration patience = Duration.ofSeconds(timeout);
    List<ServerAddress> addresses = server.addresses(System.getenv());
    ClientOptions options =
        ClientOptions.DEFAULT
            .withDeadline(patience)
            .withClosePatience(patience)
            .withConnecting(patience, ATTEMPT.compareTo(patience) < 0 ? ATTEMPT : patience);
    SojournClientBuilder builder =
        SojournClient.builder(
                addresses.stream().map(ServerAddress::toString).toArray(String[]::new))
            .key(key.find(System.getenv()))
            .userId("kv")
            .life(LIFE)
            .idleTimeout(IDLE)
            .options(options)
            .readFrom(readFrom)
            .onState(listener);
    Thread notice = Thread.ofVirtual().start(() -> tellOfWaiting(addresses));
    try {
      return KvClient.connect(builder, patience);
    } catch (NotConnectedException failed) {
      throw explain(failed.state(), addresses);
    } catch (IOException noSessionFile) {
      throw new IllegalStateException(noSessionFile);
    } finally {
      notice.interrupt();
    }
  }

  /** Says after a moment what is waited for: silence looks like a hang. */
  private void tellOfWaiting(List<ServerAddress> addresses) {
    try {
      Thread.sleep(SILENCE);
    } catch (InterruptedException connected) {
      return;
    }
    String servers = addresses.stream().map(ServerAddress::toString).collect(joining(" or "));
    Objects.requireNonNull(verb)
        .commandLine()
        .getErr()
        .println(
            "sojourn: no answer yet from " + servers + "; trying for " + timeout + " s in all");
  }

  private static CommandFailure explain(ClientState state, List<ServerAddress> addresses) {
    String why =
        switch (state) {
          case ClientState.Closed closed -> closed.detail();
          case ClientState.Expired expired -> expired.code() + ": " + expired.detail();
          default -> state.toString();
        };
    Matcher refused = REFUSED.matcher(why);
    if (!refused.matches()) {
      return CommandFailure.unreachable(addresses, why);
    }
    String hint =
        refused.group(1).equals("unauthorized")
            ? " Is this the key of that server? See --key and --data."
            : "";
    return new CommandFailure(
        ExitStatus.REFUSED, refused.group(2) + hint + " (" + refused.group(1) + ")");
  }

  /** The value of what was done; anything else is the end of the command. */
  static <T> T done(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T> done -> done.value();
      case Outcome.Refused<T> refused when NOT_SENT.contains(refused.code()) ->
          throw new CommandFailure(ExitStatus.UNREACHABLE, "nothing was done: " + refused.detail());
      case Outcome.Refused<T> refused ->
          throw new CommandFailure(
              ExitStatus.REFUSED, refused.detail() + " (" + refused.code() + ")");
      case Outcome.Unknown<T> unknown ->
          throw new CommandFailure(
              ExitStatus.UNKNOWN, "it is not known whether this was done: " + unknown.detail());
    };
  }

  /** Something that waits. */
  @FunctionalInterface
  interface Work<T> {
    T run(KvClient client) throws InterruptedException;
  }

  /** Does something with a session of its own. */
  <T> T with(Work<T> work) {
    return with(ReadFrom.LEADER, work);
  }

  /** Does something with a session of its own, whose queries such a server answers. */
  <T> T with(ReadFrom readFrom, Work<T> work) {
    try (KvClient client = connect(state -> {}, readFrom)) {
      return work.run(client);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitStatus.INTERRUPTED, "interrupted");
    }
  }
}
