package io.sojourn.kv;

import io.sojourn.client.ClientState;
import io.sojourn.client.Delivery;
import io.sojourn.client.Order;
import io.sojourn.client.Outcome;
import io.sojourn.client.RefusalCode;
import io.sojourn.client.SojournClient;
import io.sojourn.client.SojournClientBuilder;
import io.sojourn.wire.connect.Consistency;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The keys of a server, over one session. Each change is made once, however often the connection
 * breaks: {@link Outcome} says what is known of it. What the machine refuses is an {@link
 * Outcome.Refused} with the {@link KvReply.Reason} in lower case as its code.
 *
 * <p>Any thread may call. The methods block until the outcome is decided, at the latest when the
 * deadline of the client's options has passed; {@link #submit} does not. A {@link KvWatcher} may
 * not call them.
 */
public final class KvClient implements AutoCloseable {

  private final SojournClient client;
  private final Duration deadline;
  private final List<KvWatch> watches = new CopyOnWriteArrayList<>();
  private final Map<String, CompletableFuture<Long>> grants = new ConcurrentHashMap<>();
  private final CompletableFuture<Long> over = new CompletableFuture<>();

  private KvClient(SojournClientBuilder builder, Duration deadline) throws IOException {
    this.deadline = deadline;
    this.client = builder.onPush(this::take).onState(this::changed).build();
  }

  /**
   * Connects.
   *
   * @param builder all but the handler of pushes, which is this client's own
   * @param deadline of each request and query
   * @throws io.sojourn.client.NotConnectedException if the server refuses, or none answers in time
   * @throws IOException if the session file that the builder names cannot be used
   */
  public static KvClient connect(SojournClientBuilder builder, Duration deadline)
      throws IOException {
    KvClient kv = new KvClient(builder, deadline);
    kv.client.connect();
    return kv;
  }

  /** Ends the watches and the waits of a session that is over. */
  private void changed(ClientState state) {
    if (state.isOver()) {
      watches.forEach(watch -> watch.end(state.toString()));
      over.completeExceptionally(new IllegalStateException(state.toString()));
    }
  }

  /** The client below: its session and state. */
  public SojournClient client() {
    return client;
  }

  /** Sets a value, and gives the version of the change. */
  public Outcome<Long> put(String key, Value value) throws InterruptedException {
    return written(new KvCommand.Put(key, value, false));
  }

  /** Sets a value that goes with the session of this client. */
  public Outcome<Long> putEphemeral(String key, Value value) throws InterruptedException {
    return written(new KvCommand.Put(key, value, true));
  }

  private Outcome<Long> written(KvCommand.Put put) throws InterruptedException {
    return map(
        ask(put),
        reply -> {
          if (reply instanceof KvReply.Written written) {
            return new Outcome.Done<>(written.version());
          }
          throw unexpected(reply);
        });
  }

  /** Reads a value, and sees every change that anybody was told of before. */
  public Outcome<Optional<KvEntry>> get(String key) throws InterruptedException {
    return get(key, Consistency.LINEARIZABLE);
  }

  /** Reads a value, as new as is asked for. */
  public Outcome<Optional<KvEntry>> get(String key, Consistency consistency)
      throws InterruptedException {
    return map(
        query(new KvCommand.Get(key), consistency),
        reply ->
            switch (reply) {
              case KvReply.Found found -> new Outcome.Done<>(Optional.of(found.entry()));
              case KvReply.NotFound absent -> new Outcome.Done<>(Optional.empty());
              default -> throw unexpected(reply);
            });
  }

  /** Removes a key, and tells whether it was there. */
  public Outcome<Boolean> delete(String key) throws InterruptedException {
    return map(
        ask(new KvCommand.Delete(key, 0)),
        reply ->
            switch (reply) {
              case KvReply.Removed removed -> new Outcome.Done<>(true);
              case KvReply.NotFound absent -> new Outcome.Done<>(false);
              default -> throw unexpected(reply);
            });
  }

  /**
   * What became of a change by condition.
   *
   * @param done whether the key held what was expected, and was changed
   * @param version of the change; 0 if there was none
   * @param current what the key holds instead, if there was none; empty if it is absent
   */
  public record Swap(boolean done, long version, Optional<KvEntry> current) {}

  /** Sets a value if the present one is as expected. */
  public Outcome<Swap> compareAndSet(String key, KvCommand.Expected expected, Value value)
      throws InterruptedException {
    return map(
        ask(new KvCommand.CompareAndSet(key, expected, value, false)),
        reply ->
            switch (reply) {
              case KvReply.Written written ->
                  new Outcome.Done<>(new Swap(true, written.version(), Optional.empty()));
              case KvReply.Mismatch mismatch ->
                  new Outcome.Done<>(new Swap(false, 0, Optional.ofNullable(mismatch.current())));
              default -> throw unexpected(reply);
            });
  }

  /** Adds to a number, and gives the sum. */
  public Outcome<Long> increment(String key, long by) throws InterruptedException {
    return map(
        ask(new KvCommand.Increment(key, by)),
        reply -> {
          if (reply instanceof KvReply.Counted counted) {
            return new Outcome.Done<>(counted.value());
          }
          throw unexpected(reply);
        });
  }

  /** Reads a page of the keys that begin so; see {@link KvCommand.List}. */
  public Outcome<KvReply.Listing> list(KvCommand.List asked) throws InterruptedException {
    return map(
        query(asked),
        reply -> {
          if (reply instanceof KvReply.Listing listing) {
            return new Outcome.Done<>(listing);
          }
          throw unexpected(reply);
        });
  }

  /**
   * Watches a key or a prefix. When this returns with a watch, the present values were told.
   *
   * @param target what
   * @param watcher who is told, on threads of this client
   */
  public Outcome<KvWatch> watch(Target target, KvWatcher watcher) throws InterruptedException {
    return begin(new KvWatch(this, target, watcher, new KnownKeys(watcher)));
  }

  /**
   * Goes on with a watch of another client, whose session is over: tells what has changed since.
   *
   * @param watch that one, which is closed
   */
  public Outcome<KvWatch> goOn(KvWatch watch) throws InterruptedException {
    watch.close();
    watch.watcher().missed();
    return begin(new KvWatch(this, watch.target(), watch.watcher(), watch.known()));
  }

  private Outcome<KvWatch> begin(KvWatch watch) throws InterruptedException {
    watches.add(watch);
    Outcome<Boolean> begun = watch.begin();
    if (begun instanceof Outcome.Done<Boolean>) {
      return new Outcome.Done<>(watch);
    }
    watch.close();
    return failed(begun);
  }

  /**
   * Takes a lock for the session, all of whose threads then hold it.
   *
   * @param name of the lock
   * @param patience how long to wait for it; zero not to wait
   * @return empty if another session holds it
   */
  public Outcome<Optional<KvLock>> lock(String name, Duration patience)
      throws InterruptedException {
    CompletableFuture<Long> granted = grants.computeIfAbsent(name, n -> new CompletableFuture<>());
    Outcome<KvReply> reply = ask(new KvCommand.Lock(name, patience.isPositive()));
    try {
      if (reply instanceof Outcome.Done<KvReply>(KvReply.Queued queued)) {
        CompletableFuture<Object> decided = CompletableFuture.anyOf(granted, over);
        decided.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        return new Outcome.Done<>(Optional.of(new KvLock(this, name, granted.join())));
      }
    } catch (TimeoutException late) {
      // If it is granted just now, it is given back.
      return map(ask(new KvCommand.Unlock(name, 0)), left -> new Outcome.Done<>(Optional.empty()));
    } catch (ExecutionException sessionOver) {
      return new Outcome.Refused<>(
          RefusalCode.CLIENT_CLOSED, "The session is over, and so is its wait for the lock.");
    } finally {
      grants.remove(name, granted);
    }
    if (reply instanceof Outcome.Unknown<KvReply>) {
      var unused = submit(new KvCommand.Unlock(name, 0)); // it may yet be granted, to nobody
    }
    return map(
        reply,
        answer ->
            switch (answer) {
              case KvReply.Locked locked ->
                  new Outcome.Done<>(Optional.of(new KvLock(this, name, locked.token())));
              case KvReply.Held held -> new Outcome.Done<>(Optional.empty());
              default -> throw unexpected(answer);
            });
  }

  /** Reads who holds a lock; empty if nobody does. */
  public Outcome<Optional<KvReply.Held>> holder(String name) throws InterruptedException {
    return map(
        query(new KvCommand.Holder(name)),
        reply ->
            switch (reply) {
              case KvReply.Held held -> new Outcome.Done<>(Optional.of(held));
              case KvReply.Free free -> new Outcome.Done<>(Optional.empty());
              default -> throw unexpected(reply);
            });
  }

  /** Submits a command without blocking; what the machine refuses is a reply here. */
  public CompletableFuture<Outcome<KvReply>> submit(KvCommand command) {
    return client
        .submit(KvCodecs.COMMAND.encode(command), Order.SUBMITTED, deadline)
        .thenApply(KvClient::decoded)
        .toCompletableFuture();
  }

  /** Ends the session, and with it what is ephemeral, locked or watched. */
  @Override
  public void close() {
    watches.forEach(KvWatch::finish);
    client.close();
  }

  /** Asks; what the machine refuses is refused. */
  Outcome<KvReply> ask(KvCommand command) throws InterruptedException {
    return refusing(askRaw(command));
  }

  /** Asks; what the machine refuses is a reply. */
  Outcome<KvReply> askRaw(KvCommand command) throws InterruptedException {
    return decoded(client.execute(KvCodecs.COMMAND.encode(command), deadline));
  }

  Outcome<KvReply> query(KvCommand query) throws InterruptedException {
    return query(query, Consistency.LINEARIZABLE);
  }

  private Outcome<KvReply> query(KvCommand query, Consistency consistency)
      throws InterruptedException {
    byte[] body = KvCodecs.COMMAND.encode(query);
    return refusing(decoded(client.await(client.query(body, consistency, deadline))));
  }

  private static Outcome<KvReply> decoded(Outcome<byte[]> outcome) {
    return map(outcome, bytes -> new Outcome.Done<>(KvCodecs.REPLY.decode(bytes)));
  }

  private static Outcome<KvReply> refusing(Outcome<KvReply> outcome) {
    return outcome instanceof Outcome.Done<KvReply>(KvReply.Refused refused)
        ? new Outcome.Refused<>(code(refused.reason()), refused.detail())
        : outcome;
  }

  static String code(KvReply.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  static <T, U> Outcome<U> map(Outcome<T> outcome, Function<T, Outcome<U>> done) {
    return outcome instanceof Outcome.Done<T>(T value) ? done.apply(value) : failed(outcome);
  }

  /** An outcome that is not done, of another type. */
  static <T> Outcome<T> failed(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Done<?> done -> throw new IllegalStateException("not expected: " + done);
      case Outcome.Refused<?> refused -> new Outcome.Refused<>(refused.code(), refused.detail());
      case Outcome.Unknown<?> unknown -> new Outcome.Unknown<>(unknown.detail());
    };
  }

  static IllegalStateException unexpected(KvReply reply) {
    return new IllegalStateException("another machine than this client's answered " + reply);
  }

  /** Handles a push; acknowledged when this returns. */
  private void take(Delivery push) {
    KvEvent event = KvCodecs.EVENT.decode(push.payload());
    switch (event) {
      case KvEvent.EntryChanged e -> tell(e.entry().key(), event);
      case KvEvent.EntryRemoved e -> tell(e.key(), event);
      case KvEvent.WatchLost e -> {
        for (KvWatch watch : watches) {
          if (watch.target().equals(e.target())) {
            watch.lost();
          }
        }
      }
      case KvEvent.LockGranted e -> {
        CompletableFuture<Long> waiting = grants.get(e.name());
        if (waiting != null) {
          waiting.complete(e.token());
        }
      }
    }
  }

  private void tell(String key, KvEvent event) {
    for (KvWatch watch : watches) {
      if (watch.target().covers(key)) {
        watch.take(event);
      }
    }
  }

  void forget(KvWatch watch) {
    watches.remove(watch);
  }

  void unwatch(KvWatch watch) {
    watches.remove(watch);
    if (watches.stream().noneMatch(other -> other.target().equals(watch.target()))) {
      var unused = submit(new KvCommand.Unwatch(watch.target()));
    }
  }
}
