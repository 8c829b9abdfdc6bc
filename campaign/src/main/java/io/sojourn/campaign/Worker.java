package io.sojourn.campaign;

import io.sojourn.check.KeyValueSpec;
import io.sojourn.client.ClientOptions;
import io.sojourn.client.ClientState;
import io.sojourn.client.Order;
import io.sojourn.client.Outcome;
import io.sojourn.client.SojournClient;
import io.sojourn.kv.KvCodecs;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.KvReply;
import io.sojourn.kv.Value;
import io.sojourn.wire.connect.Consistency;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client at work on its own thread: keys shared with others, and commands counted once. */
final class Worker implements Runnable {

  private static final Duration PATIENT = Duration.ofMinutes(2);
  private static final Duration HASTY = Duration.ofMillis(300);
  private static final int TOGETHER_MAX = 6;
  private static final int PAUSE_MICROS_MAX = 12_000;
  private static final ClientOptions OPTIONS =
      ClientOptions.DEFAULT
          .withDeadline(PATIENT)
          .withBackoff(Duration.ofMillis(50), Duration.ofSeconds(1))
          .withConnecting(Duration.ofMinutes(5), Duration.ofSeconds(5))
          .withSilence(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(6));

  private final String name;
  private final SharedKeys keys;
  private final Evidence evidence;
  private final Random random;
  private final SojournClient client;
  private Optional<String> seen = Optional.empty();
  private int commands;
  private volatile boolean over;
  private volatile long lastInvoked = System.nanoTime();

  /** Makes one that does nothing yet. */
  Worker(String name, long seed, SharedKeys keys, Evidence evidence, Fleet fleet)
      throws IOException {
    this.name = name;
    this.keys = keys;
    this.evidence = evidence;
    this.random = new Random(seed);
    this.client = client(fleet, name, evidence);
  }

  private static SojournClient client(Fleet fleet, String name, Evidence evidence)
      throws IOException {
    return SojournClient.builder(fleet.doors())
        .key(fleet.key())
        .userId(name)
        .idleTimeout(Duration.ofHours(1))
        .options(OPTIONS)
        .onState(
            state -> {
              if (state instanceof ClientState.Suspended) {
                evidence.lost.increment();
              } else if (state instanceof ClientState.Expired
                  || state instanceof ClientState.Fenced) {
                evidence.trouble(name + " lost its session: " + state);
              }
            })
        .build();
  }

  /** A client with the same patience that only looks. */
  static SojournClient reader(Fleet fleet) throws IOException {
    return SojournClient.builder(fleet.doors()).key(fleet.key()).options(OPTIONS).build();
  }

  @Override
  public void run() {
    try {
      client.connect();
      while (!over) {
        if (random.nextInt(100) < 35) {
          countOnce(1 + random.nextInt(TOGETHER_MAX));
        } else {
          share();
        }
        Patience.rest(TimeUnit.MICROSECONDS.toNanos(random.nextInt(PAUSE_MICROS_MAX)));
      }
      client.close();
    } catch (InterruptedException | RuntimeException e) {
      evidence.trouble(name + " could not go on: " + e);
    }
  }

  /** Lets it end after what it is doing. */
  void end() {
    over = true;
  }

  /** When the newest command that is done was asked for. */
  long lastInvoked() {
    return lastInvoked;
  }

  /** Several commands on their way together, each of which adds one to a key of its own. */
  private void countOnce(int together) throws InterruptedException {
    List<Evidence.Once> sent = new ArrayList<>();
    List<CompletionStage<Outcome<byte[]>>> answers = new ArrayList<>();
    long invoked = System.nanoTime();
    for (int number = 0; number < together; number++) {
      String key = "once/" + name + "/" + commands++;
      Evidence.Once command = new Evidence.Once(client.id().toString(), client.nextSequence(), key);
      evidence.sent(command);
      sent.add(command);
      byte[] bytes = KvCodecs.COMMAND.encode(new KvCommand.Increment(key, 1));
      answers.add(client.submit(bytes, Order.SUBMITTED, PATIENT));
    }
    for (int number = 0; number < together; number++) {
      if (outcome(client.await(answers.get(number)), invoked) instanceof KvReply.Counted told) {
        evidence.acknowledged(sent.get(number), told.value() + "@" + told.version());
      }
    }
  }

  /** One operation on a key of the group. */
  private void share() throws InterruptedException {
    String key = keys.register(random);
    String value = name + "." + commands++;
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> operate(new KeyValueSpec.Get(key), new KvCommand.Get(key));
      case 3, 4 ->
          operate(new KeyValueSpec.Put(key, value), new KvCommand.Put(key, Value.of(value), false));
      case 5, 6, 7 ->
          operate(
              new KeyValueSpec.CompareAndSet(key, seen, value),
              new KvCommand.CompareAndSet(key, expected(seen), Value.of(value), false));
      default -> {
        String counter = keys.counter();
        operate(new KeyValueSpec.Increment(counter, 1), new KvCommand.Increment(counter, 1));
      }
    }
  }

  private static KvCommand.Expected expected(Optional<String> value) {
    return value
        .<KvCommand.Expected>map(text -> new KvCommand.Expected.Equal(Value.of(text)))
        .orElseGet(KvCommand.Expected.Absent::new);
  }

  private void operate(KeyValueSpec.Op op, KvCommand command) throws InterruptedException {
    boolean reads = command instanceof KvCommand.Get;
    Duration deadline = random.nextInt(50) == 0 ? HASTY : PATIENT;
    byte[] bytes = KvCodecs.COMMAND.encode(command);
    int id = evidence.history.invoke(name, op);
    long invoked = System.nanoTime();
    Outcome<byte[]> outcome =
        reads
            ? client.await(client.query(bytes, Consistency.LINEARIZABLE, deadline))
            : client.execute(bytes, deadline);
    KvReply reply = outcome(outcome, invoked);
    if (reply != null) {
      KeyValueSpec.Result result = Answers.result(reply, command);
      evidence.history.ok(id, result);
      if (result instanceof KeyValueSpec.Value value) {
        seen = value.value();
      }
    } else if (reads || outcome instanceof Outcome.Refused) {
      evidence.history.failed(id);
    } else {
      evidence.history.unknown(id);
    }
  }

  /** Counts an outcome; the reply, or null if there is none. */
  private @Nullable KvReply outcome(Outcome<byte[]> outcome, long invoked) {
    switch (outcome) {
      case Outcome.Done<byte[]> done -> {
        evidence.done.increment();
        evidence.span(invoked, System.nanoTime());
        lastInvoked = invoked;
        return KvCodecs.REPLY.decode(done.value());
      }
      case Outcome.Refused<byte[]> refused -> {
        evidence.refused.increment();
        return null;
      }
      case Outcome.Unknown<byte[]> unknown -> {
        evidence.unknown.increment();
        return null;
      }
    }
  }
}
