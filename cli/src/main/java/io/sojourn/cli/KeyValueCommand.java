package io.sojourn.cli;

import io.sojourn.client.ReadFrom;
import io.sojourn.kv.KvClient;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.KvEntry;
import io.sojourn.kv.KvReply;
import io.sojourn.kv.Value;
import io.sojourn.wire.connect.Consistency;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sojourn kv} and its verbs that ask once; those that hold a session have their own files.
 */
@Command(
    name = "kv",
    description = {
      "Keys and values on a server: reads them, changes each once, watches them, locks by name.",
      "A change that is interrupted, by the network or a crash of the server, is sent again and"
          + " made once."
    },
    subcommands = {KvWatchCommand.class, KvLockCommand.class, KvHoldCommand.class},
    footer = {
      "",
      "Exit status: 0 done; 1 it is not so: no such key, another value than expected, a lock that"
          + " another holds;",
      "2 wrong usage or no key; 3 no server could be reached and nothing was done; 4 refused; 5 the"
          + " outcome is not",
      "known: it was done, once, or was not.",
      "",
      "Examples:",
      "  sojourn kv put greeting hello",
      "  sojourn kv get greeting",
      "  sojourn kv incr visits",
      "  sojourn kv watch user/ --prefix",
      "  sojourn kv lock backup -- ./backup.sh",
      "  sojourn kv get greeting --server n1:3000,n2:3000,n3:3000 --key admin.key"
    })
final class KeyValueCommand extends VerbGroup {
  private static final int PAGE = 500;
  private static final String DASHES = "--";

  /** One more than a value may have: the machine says that it is too large. */
  private static final int VALUE_BYTES = (256 << 10) + 1;

  @Command(
      name = "put",
      description = "Sets the value of a key.",
      footer = {
        "",
        "Examples:",
        "  sojourn kv put greeting hello",
        "  sojourn kv put picture --file picture.png"
      })
  int put(
      @Mixin HelpOption asked,
      @Mixin KvAccess access,
      @Parameters(paramLabel = "KEY", description = KEY) String key,
      @Parameters(paramLabel = "VALUE", arity = "0..1", description = VALUE) @Nullable String text,
      @Option(
              names = "--file",
              paramLabel = "FILE",
              description = "Takes the value from a file, - for standard input.")
          @Nullable Path file) {
    requireNoOption(commandLine(), text);
    Value value = value(text, file);
    long version = access.with(client -> KvAccess.done(client.put(key, value)));
    access.output.says(out(), "", Json.object().put("key", key).put("version", version));
    return ExitStatus.DONE;
  }

  @Command(
      name = "get",
      description = "Prints the value of a key, and nothing else.",
      footer = {
        "",
        "Examples:",
        "  sojourn kv get greeting",
        "  sojourn kv get greeting --consistency local --server n1:3000,n2:3000,n3:3000"
      })
  int get(
      @Mixin HelpOption asked,
      @Mixin KvAccess access,
      @Parameters(paramLabel = "KEY", description = KEY) String key,
      @Option(
              names = "--consistency",
              paramLabel = "HOW",
              defaultValue = "linearizable",
              description = CONSISTENCY)
          Freshness freshness) {
    ReadFrom readFrom = freshness == Freshness.linearizable ? ReadFrom.LEADER : ReadFrom.ANY;
    Optional<KvEntry> found =
        access.with(readFrom, client -> KvAccess.done(client.get(key, freshness.consistency)));
    if (found.isEmpty()) {
      throw absent(key);
    }
    access.output.value(out(), found.get());
    return ExitStatus.DONE;
  }

  @Command(
      name = "incr",
      description = "Adds to the number that a key holds, from 0, and prints the new one alone.",
      footer = {"", "Examples:", "  sojourn kv incr visits", "  sojourn kv incr stock -3"})
  int incr(
      @Mixin HelpOption asked,
      @Mixin KvAccess access,
      @Parameters(paramLabel = "KEY", description = KEY) String key,
      @Parameters(
              paramLabel = "BY",
              defaultValue = "1",
              description = "How much to add; may be negative (default: 1).")
          long by) {
    long sum = access.with(client -> KvAccess.done(client.increment(key, by)));
    access.output.says(out(), "" + sum, Json.object().put("key", key).put("value", sum));
    return ExitStatus.DONE;
  }

  @Command(
      name = "delete",
      description = "Removes a key.",
      footer = {"", "Example:", "  sojourn kv delete greeting"})
  int delete(
      @Mixin HelpOption asked,
      @Mixin KvAccess access,
      @Parameters(paramLabel = "KEY", description = KEY) String key) {
    if (!access.with(client -> KvAccess.done(client.delete(key)))) {
      throw absent(key);
    }
    access.output.says(out(), "", Json.object().put("key", key).put("deleted", true));
    return ExitStatus.DONE;
  }

  /** What must be there for a change; one of the three. */
  static final class Condition {
    @Option(
        names = "--if-value",
        paramLabel = "OLD",
        required = true,
        description = "Only if the key holds this.")
    @Nullable String value;

    @Option(
        names = "--if-version",
        paramLabel = "N",
        required = true,
        description = "Only if nothing was changed since that version, as --output json shows it.")
    @Nullable Long version;

    @Option(names = "--if-absent", required = true, description = "Only if there is no such key.")
    boolean absent;

    KvCommand.Expected expected() {
      if (value != null) {
        return new KvCommand.Expected.Equal(Value.of(value));
      }
      return version == null
          ? new KvCommand.Expected.Absent()
          : new KvCommand.Expected.AtVersion(version);
    }
  }

  @Command(
      name = "cas",
      description = "Compares and sets: sets the value of a key if it is as expected.",
      footer = {
        "",
        "Examples:",
        "  sojourn kv cas leader n1 --if-absent",
        "  sojourn kv cas leader n2 --if-value n1"
      })
  int cas(
      @Mixin HelpOption asked,
      @Mixin KvAccess access,
      @Parameters(paramLabel = "KEY", description = KEY) String key,
      @Parameters(paramLabel = "VALUE", description = VALUE) String value,
      @ArgGroup(multiplicity = "1") Condition condition) {
    requireNoOption(commandLine(), value);
    KvClient.Swap swap =
        access.with(
            client ->
                KvAccess.done(client.compareAndSet(key, condition.expected(), Value.of(value))));
    ObjectNode said = Json.object().put("key", key).put("swapped", swap.done());
    if (swap.done()) {
      access.output.says(out(), "", said.put("version", swap.version()));
      return ExitStatus.DONE;
    }
    swap.current().ifPresent(entry -> said.set("current", KvOutput.object(entry)));
    access.output.says(out(), "", said);
    throw new CommandFailure(
        ExitStatus.NOT_SO,
        swap.current()
            .map(entry -> "the key holds something else, of version " + entry.version())
            .orElse("there is no such key"));
  }

  @Command(
      name = "list",
      description = "Prints keys and their values, in order.",
      footer = {"", "Examples:", "  sojourn kv list user/", "  sojourn kv list --keys"})
  int list(
      @Mixin HelpOption asked,
      @Mixin KvAccess access,
      @Parameters(
              paramLabel = "PREFIX",
              defaultValue = "",
              description = "How the keys begin (default: all keys).")
          String prefix,
      @Option(names = "--keys", description = "Prints the keys alone.") boolean keys,
      @Option(names = "--limit", paramLabel = "N", description = "How many at most (default: all).")
          @Nullable Integer limit) {
    PrintWriter out = out();
    int left = limit == null ? Integer.MAX_VALUE : limit;
    if (left < 1) {
      throw new CommandFailure(ExitStatus.USAGE, "the limit must be at least 1");
    }
    return access.with(
        client -> {
          String after = "";
          int shown = 0;
          while (true) {
            int page = Math.min(PAGE, left - shown);
            KvReply.Listing listing =
                KvAccess.done(client.list(new KvCommand.List(prefix, after, page, keys)));
            for (KvEntry entry : listing.entries()) {
              if (keys) {
                access.output.key(out, entry);
              } else {
                access.output.entry(out, entry);
              }
              after = entry.key();
            }
            shown += listing.entries().size();
            if (!listing.more() || shown == left) {
              return ExitStatus.DONE;
            }
          }
        });
  }

  @Command(
      name = "holder",
      description = "Prints the session that holds a lock.",
      footer = {"", "Example:", "  sojourn kv holder backup"})
  int holder(
      @Mixin HelpOption asked,
      @Mixin KvAccess access,
      @Parameters(paramLabel = "NAME", description = "The name of the lock.") String name) {
    Optional<KvReply.Held> held = access.with(client -> KvAccess.done(client.holder(name)));
    if (held.isEmpty()) {
      throw new CommandFailure(ExitStatus.NOT_SO, "nobody holds " + OneLine.of(name));
    }
    access.output.says(
        out(),
        held.get().holder().toString(),
        Json.object()
            .put("name", name)
            .put("holder", held.get().holder().toString())
            .put("token", held.get().token())
            .put("waiting", held.get().waiting()));
    return ExitStatus.DONE;
  }

  /** How new a value must be, as it is written on a command line. */
  enum Freshness {
    linearizable(Consistency.LINEARIZABLE),
    session(Consistency.SESSION),
    local(Consistency.LOCAL);

    private final Consistency consistency;

    Freshness(Consistency consistency) {
      this.consistency = consistency;
    }
  }

  private static final String CONSISTENCY =
      "linearizable: with every change that anybody was told of; session or local: as any one of"
          + " the servers has it, which may lag (default: linearizable).";
  private static final String KEY = "The key: 1 to 512 bytes.";
  private static final String VALUE = "The value: up to 256 KiB.";

  private static CommandFailure absent(String key) {
    return new CommandFailure(ExitStatus.NOT_SO, "there is no key " + OneLine.of(key));
  }

  /** A mistyped option must not become a value; whoever means it as one says so with {@code --}. */
  static void requireNoOption(CommandLine where, @Nullable String value) {
    if (value != null && value.startsWith(DASHES) && !originalWords(where).contains(DASHES)) {
      throw new CommandFailure(
          ExitStatus.USAGE,
          "there is no option " + OneLine.of(value) + "; a value that begins so goes behind --");
    }
  }

  private static List<String> originalWords(CommandLine where) {
    return where.getCommandSpec().root().commandLine().getParseResult().originalArgs();
  }

  private static Value value(@Nullable String text, @Nullable Path file) {
    if ((text == null) == (file == null)) {
      throw new CommandFailure(ExitStatus.USAGE, "give either a VALUE or a --file");
    }
    if (file == null) {
      return Value.of(Objects.requireNonNull(text));
    }
    try (InputStream in = file.equals(Path.of("-")) ? System.in : Files.newInputStream(file)) {
      return Value.of(in.readNBytes(VALUE_BYTES));
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitStatus.USAGE,
          unreadable instanceof NoSuchFileException
              ? "there is no file " + file
              : "cannot read " + file + ": " + SojournCommand.reason(unreadable));
    }
  }
}
