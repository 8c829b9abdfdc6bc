package io.sojourn.check;

import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Reply;
import io.sojourn.session.NewSession;
import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A client with a window of open requests, which it repeats until it is answered or gives up. */
final class SimClient {

  private static final int WINDOW = 3;
  private static final long DAY = 86_400_000;
  private static final long IDLE_MILLIS = 600;

  /** What the clients of one run write into together. */
  record Records(
      HistoryRecorder<KeyValueSpec.Op, KeyValueSpec.Result> history, ExactlyOnce oracle) {}

  private record Pending(String id, String verb, int operation) {}

  private final int number;
  private final Bug bug;
  private final SplittableRandom random;
  private final Consumer<Mail> network;
  private final Records records;
  private final TreeMap<Long, Pending> open = new TreeMap<>();
  private int lives;
  private int commands;
  private SessionId session;
  private boolean created;
  private long epoch;
  private boolean fenced;
  private long nextSequence = 1;
  private long lastPush;

  SimClient(int number, Bug bug, SplittableRandom random, Consumer<Mail> network, Records records) {
    this.number = number;
    this.bug = bug;
    this.random = random;
    this.network = network;
    this.records = records;
    this.session = new SessionId(number, ++lives);
  }

  static NewSession asked() {
    TokenHash token = new TokenHash(new byte[TokenHash.LENGTH]);
    return new NewSession("sim", token, DAY, IDLE_MILLIS, true, new TreeMap<>(), new TreeMap<>());
  }

  SessionId session() {
    return session;
  }

  boolean isSettled() {
    return created && open.isEmpty();
  }

  /** Begins an operation if there is a session and room in the window. */
  void begin(List<SimClient> all) {
    if (!created) {
      send(new Command.CreateSession(session, asked()));
    } else if (open.size() < WINDOW) {
      Pending pending = draw(all.get(random.nextInt(all.size())).session);
      open.put(nextSequence, pending);
      request(nextSequence++, pending);
    }
  }

  private Pending draw(SessionId other) {
    String id = "c" + number + "-" + ++commands;
    String key = "k" + random.nextInt(3);
    String old = "v" + random.nextInt(4);
    String value = "v" + random.nextInt(4);
    return switch (random.nextInt(7)) {
      case 0, 1 -> pending(id, "put " + key + " " + value, new KeyValueSpec.Put(key, value));
      case 2 -> pending(id, "remove " + key, new KeyValueSpec.Remove(key));
      case 3, 4 ->
          pending(
              id,
              "cas " + key + " " + old + " " + value,
              new KeyValueSpec.CompareAndSet(key, Optional.of(old), value));
      case 5 -> pending(id, "get " + key, new KeyValueSpec.Get(key));
      default -> new Pending(id, "tell " + other, -1);
    };
  }

  private Pending pending(String id, String verb, KeyValueSpec.Op op) {
    return new Pending(id, verb, records.history().invoke("c" + number, op));
  }

  /** Reads beside the log; an answer that never comes says nothing. */
  void query() {
    String key = "k" + random.nextInt(3);
    int operation = records.history().invoke("c" + number + "q", new KeyValueSpec.Get(key));
    network.accept(new Mail.Query(number, operation, key));
  }

  /** Sends what is open once more, as a client does that has waited long enough. */
  void retry() {
    if (!created) {
      send(new Command.CreateSession(session, asked()));
      return;
    }
    if (fenced) {
      reconnect();
      return;
    }
    Map.Entry<Long, Pending> oldest =
        bug == Bug.RETRY_UNDER_NEW_NUMBER ? open.pollFirstEntry() : null;
    if (oldest != null) {
      open.put(nextSequence++, oldest.getValue());
    }
    open.forEach(this::request);
  }

  /** Stops waiting for the oldest open request. */
  void giveUp() {
    Map.Entry<Long, Pending> oldest = open.pollFirstEntry();
    if (oldest != null) {
      forget(oldest.getValue());
    }
  }

  void reconnect() {
    if (created) {
      send(new Command.Attach(session, asked().tokenHash()));
    }
  }

  private void forget(Pending pending) {
    if (pending.operation < 0) {
      return;
    }
    if (bug == Bug.UNKNOWN_TAKEN_FOR_FAILED) {
      records.history().failed(pending.operation);
    } else {
      records.history().unknown(pending.operation);
    }
  }

  private void request(long sequence, Pending pending) {
    long awaited = open.isEmpty() ? nextSequence : open.firstKey();
    String body = session + " " + sequence + " " + pending.id + " " + pending.verb;
    send(
        new Command.Request(
            session,
            epoch,
            sequence,
            awaited,
            pending.id.hashCode(),
            JournalStore.bytes(body),
            true));
  }

  private void send(Command command) {
    network.accept(new Mail.Ask(number, command));
  }

  void told(Mail.Told told) {
    switch (told.reply()) {
      case Reply.SessionIs is -> created |= is.session().id().equals(session);
      case Reply.Executed executed ->
          executed((Command.Request) told.command(), JournalStore.text(executed.reply()));
      case Reply.Attached attached -> {
        if (attached.session().id().equals(session)) {
          epoch = Math.max(epoch, attached.session().epoch());
          fenced = false;
          for (Effect.Pushed push : attached.outstanding()) {
            pushed(push.to(), push.number(), JournalStore.text(push.payload()));
          }
        }
      }
      case Reply.Refused refused -> refused(told.command(), refused);
      case Reply.Acknowledged acknowledged -> {}
      default -> throw new AssertionError("no client asks for " + told.reply());
    }
  }

  private void executed(Command.Request request, String reply) {
    String[] words = JournalStore.text(request.body()).split(" ", -1);
    records
        .oracle()
        .acknowledged(
            new ExactlyOnce.Acknowledgement(words[0], request.sequence(), words[2], reply));
    Pending pending = open.get(request.sequence());
    if (pending == null || !pending.id.equals(words[2])) {
      return;
    }
    open.remove(request.sequence());
    if (pending.operation >= 0) {
      records.history().ok(pending.operation, result(reply.split(" ", -1)));
    }
  }

  private static KeyValueSpec.Result result(String[] words) {
    return switch (words[1]) {
      case "value" -> new KeyValueSpec.Value(Optional.of(words[2]).filter(v -> !v.isEmpty()));
      case "swapped" -> new KeyValueSpec.Swapped(Boolean.parseBoolean(words[2]));
      default -> new KeyValueSpec.Done();
    };
  }

  private void refused(Command command, Reply.Refused refused) {
    switch (refused.why().code()) {
      case SESSION_EXISTS ->
          created |= command instanceof Command.CreateSession c && c.id().equals(session);
      case SESSION_DEAD, SESSION_UNKNOWN -> {
        boolean mine =
            (command instanceof Command.Request r && r.id().equals(session))
                || (command instanceof Command.Attach a && a.id().equals(session));
        if (created && mine) {
          startAnew();
        }
      }
      case FENCED -> {
        if (command instanceof Command.Request r && r.id().equals(session) && r.epoch() == epoch) {
          fenced = true;
        }
      }
      default -> {} // about a request that is open no more
    }
  }

  private void startAnew() {
    open.values().forEach(this::forget);
    open.clear();
    session = new SessionId(number, ++lives);
    created = false;
    epoch = 0;
    fenced = false;
    nextSequence = 1;
    lastPush = 0;
  }

  void pushed(SessionId to, long pushNumber, String payload) {
    records
        .oracle()
        .acknowledged(
            new ExactlyOnce.Acknowledgement(to + "/push", pushNumber, "push " + payload, payload));
    if (to.equals(session)) {
      lastPush = pushNumber == lastPush + 1 ? pushNumber : lastPush;
      send(new Command.Acknowledge(session, epoch, lastPush));
    }
  }
}
