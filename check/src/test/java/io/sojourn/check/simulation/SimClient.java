package io.sojourn.check.simulation;

import io.sojourn.check.HistoryRecorder;
import io.sojourn.check.KeyValueSpec;
import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Reply;
import io.sojourn.session.NewSession;
import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A client with a window of open requests, which it sends again, to any node, until it is answered
 * or gives up. What it knows of its session lies in a file, so that a restarted one goes on; its
 * earlier process may live on for a while and send what it has.
 */
final class SimClient {

  static final long IDLE_MILLIS = 1_500;

  private static final long NEVER = Long.MIN_VALUE / 2;
  private static final int WINDOW = 4;
  private static final long LIFE_MILLIS = 300L * 86_400_000;
  private static final long RETRY_MICROS = 120_000;
  private static final long CARE_MICROS = 40_000;
  private static final long HANDLER_MICROS = 40_000;

  private static final class Pending {
    private final String id;
    private final String verb;
    private final int operation;
    private final long giveUpAt;
    private long sentAt = NEVER;

    private Pending(String id, String verb, int operation, long giveUpAt) {
      this.id = id;
      this.verb = verb;
      this.operation = operation;
      this.giveUpAt = giveUpAt;
    }
  }

  private final int number;
  private final Scene scene;
  private final SplittableRandom random;
  private final HistoryRecorder<KeyValueSpec.Op, KeyValueSpec.Result> history;
  private final List<SimNode> nodes;
  private final List<SimClient> all;
  private final Drawing drawing;
  private final boolean unordered;
  private final TreeMap<Long, Pending> open = new TreeMap<>();
  private final Set<Integer> openReads = new HashSet<>();
  private int lives;
  private int process;
  private int target;
  private SessionId session;
  private boolean created;
  private boolean connected;
  private long handshakeSentAt = NEVER;
  private long keptAliveAt;
  private long epoch;
  private long nextSequence = 1;
  private long lastPush;
  private long receivedPush;
  private long handlerFreeAt;
  private long silentUntil;
  private boolean calm;
  private boolean gone;

  SimClient(int number, Scene scene, List<SimNode> nodes, List<SimClient> all) {
    this.number = number;
    this.scene = scene;
    this.random = scene.random();
    this.history = scene.witness().history();
    this.nodes = nodes;
    this.all = all;
    this.drawing = new Drawing("c" + number, scene);
    this.unordered = number == 2; // one of them does not care for order
    this.session = nextSession();
  }

  private SessionId nextSession() {
    SessionId next = new SessionId(number, ++lives);
    if (unordered) {
      scene.witness().inAnyOrder(next);
    }
    return next;
  }

  static NewSession asked(String nonce) {
    TokenHash token = new TokenHash(new byte[TokenHash.LENGTH]);
    TreeMap<String, String> capabilities = new TreeMap<>(Map.of(JournalStore.NONCE, nonce));
    return new NewSession(
        "sim", token, LIFE_MILLIS, IDLE_MILLIS, true, capabilities, new TreeMap<>());
  }

  SessionId session() {
    return session;
  }

  /** Whether it holds a session. */
  boolean holds(SessionId id) {
    return created && session.equals(id);
  }

  boolean isSettled() {
    return created && connected && open.isEmpty();
  }

  void start() {
    after(random.nextLong(50_000), this::act);
    after(random.nextLong(50_000), this::care);
  }

  /** From now on it only brings to an end what is open, after one more request. */
  void calmDown() {
    calm = true;
    silentUntil = 0;
    begin();
  }

  /** Is heard of no more. */
  void leave() {
    gone = true;
    openReads.forEach(history::failed);
    openReads.clear();
  }

  private long now() {
    return scene.queue().now();
  }

  private void after(long micros, Runnable what) {
    scene.queue().after(micros, what);
  }

  private void act() {
    if (calm) {
      return;
    }
    after(1 + random.nextLong(2 * scene.plan().thinkMicrosMean()), this::act);
    if (now() < silentUntil) {
      return;
    }
    int event = random.nextInt(1000);
    if (event < 550) {
      begin();
    } else if (event < 830) {
      read();
    } else if (event < 850) {
      restart();
    } else if (event < 860) {
      silentUntil = now() + 1_000_000 + random.nextLong(2_500_000);
    } else if (event < 880) {
      abandonOldest();
    }
  }

  /** Repeats what was not answered in time, and gives up what took too long. */
  private void care() {
    if (gone) {
      return;
    }
    after(CARE_MICROS, this::care);
    if (now() < silentUntil) {
      return;
    }
    if (!created || !connected) {
      handshake();
      return;
    }
    if (!calm) {
      while (!open.isEmpty() && open.firstEntry().getValue().giveUpAt < now()) {
        abandonOldest();
      }
    }
    retry();
    if (now() - keptAliveAt > IDLE_MILLIS * 1000 / 4) {
      keptAliveAt = now();
      ask(new Command.KeepAlive(session, epoch, lowestAwaited()));
    }
  }

  private void handshake() {
    if (now() - handshakeSentAt < RETRY_MICROS) {
      return;
    }
    if (handshakeSentAt != NEVER) {
      askAnother();
    }
    handshakeSentAt = now();
    NewSession asked = asked(session.toString());
    ask(
        created
            ? new Command.Attach(session, asked.tokenHash())
            : new Command.CreateSession(session, asked));
  }

  private void retry() {
    boolean late = false;
    for (Map.Entry<Long, Pending> entry : List.copyOf(open.entrySet())) {
      Pending pending = entry.getValue();
      if (now() - pending.sentAt > RETRY_MICROS) {
        late |= pending.sentAt != NEVER;
        long sequence = entry.getKey();
        if (scene.bug() == Bug.RETRY_UNDER_NEW_NUMBER && pending.sentAt != NEVER) {
          open.remove(sequence);
          sequence = nextSequence++;
          open.put(sequence, pending);
        }
        request(sequence, pending);
      }
    }
    if (late) {
      askAnother();
    }
  }

  private void askAnother() {
    target = random.nextInt(nodes.size());
  }

  private long lowestAwaited() {
    return open.isEmpty() ? nextSequence : open.firstKey();
  }

  private void begin() {
    if (created && connected && open.size() < WINDOW) {
      Drawing.Drawn drawn = drawing.next(all.get(random.nextInt(all.size())).session);
      long patience = 700_000 + random.nextLong(2_500_000);
      Pending pending = new Pending(drawn.id(), drawn.verb(), drawn.operation(), now() + patience);
      open.put(nextSequence, pending);
      request(nextSequence++, pending);
    }
  }

  private void request(long sequence, Pending pending) {
    pending.sentAt = now();
    scene.tally().commands++;
    ask(request(sequence, pending.id, pending.verb));
  }

  private Command.Request request(long sequence, String id, String verb) {
    String body = session + " " + sequence + " " + id + " " + verb;
    return new Command.Request(
        session,
        epoch,
        sequence,
        Math.min(lowestAwaited(), sequence),
        body.hashCode(),
        JournalStore.bytes(body),
        unordered);
  }

  private void ask(Command command) {
    if (gone) {
      return;
    }
    SimNode node = nodes.get(target);
    Mail.Ask ask = new Mail.Ask(number, command, now());
    scene.network().send(end(), node.id, () -> node.receive(ask));
  }

  private int end() {
    return nodes.size() + number;
  }

  private void read() {
    if (!created || !connected) {
      return;
    }
    String key = drawing.key();
    int operation = history.invoke("c" + number + "r", new KeyValueSpec.Get(key));
    openReads.add(operation);
    SimNode node = nodes.get(random.nextBoolean() ? target : random.nextInt(nodes.size()));
    Mail.Query query = new Mail.Query(number, operation, session, epoch, key);
    scene.network().send(end(), node.id, () -> node.receive(query));
  }

  private void abandonOldest() {
    Map.Entry<Long, Pending> oldest = open.pollFirstEntry();
    if (oldest != null) {
      forget(oldest.getValue());
    }
  }

  private void forget(Pending pending) {
    scene.tally().unknown++;
    if (pending.operation >= 0) {
      if (scene.bug() == Bug.UNKNOWN_TAKEN_FOR_FAILED) {
        history.failed(pending.operation);
      } else {
        history.unknown(pending.operation);
      }
    }
  }

  /** Another process takes the file over; the one before may go on for a while. */
  private void restart() {
    scene.tally().clientRestarts++;
    process++;
    if (created) {
      for (int i = random.nextInt(3); i > 0; i--) {
        Drawing.Drawn drawn = drawing.next(session);
        Command.Request late = request(nextSequence - 1 + i, drawn.id(), drawn.verb());
        if (drawn.operation() >= 0) {
          history.unknown(drawn.operation());
        }
        after(random.nextLong(1_500_000), () -> ask(late));
      }
    }
    if (random.nextInt(4) == 0 && nextSequence > 2) {
      // The file is a copy made earlier: what came after it is forgotten, and so are its numbers.
      open.values().forEach(this::forget);
      open.clear();
      nextSequence -= 1 + random.nextInt(2);
    }
    connected = false;
    handshakeSentAt = NEVER;
    receivedPush = lastPush;
    target = random.nextInt(nodes.size());
  }

  void receive(Mail mail) {
    if (gone || now() < silentUntil) {
      return;
    }
    switch (mail) {
      case Mail.Told told -> told(told);
      case Mail.QueryTold told -> readTold(told);
      case Mail.NotLeader elsewhere -> {
        if (elsewhere.leader() >= 0) {
          target = elsewhere.leader();
          handshakeSentAt = NEVER;
          open.values().forEach(pending -> pending.sentAt = NEVER);
        } else {
          askAnother();
        }
      }
      case Mail.Uncertain uncertain -> askAnother(); // what is open is sent again in time
      case Mail.Pushed pushed -> pushed(pushed);
      case Mail.Ended ended -> {
        if (holds(ended.session())) {
          scene.witness().toldDead(session);
          startAnew();
        }
      }
      case Mail.Ask ask -> throw new IllegalStateException("a client is not asked");
      case Mail.Query query -> throw new IllegalStateException("a client is not asked");
    }
  }

  private void readTold(Mail.QueryTold told) {
    if (told.reply() instanceof Reply.Executed executed && openReads.remove(told.read())) {
      scene.tally().reads++;
      history.ok(told.read(), Drawing.result(JournalStore.text(executed.reply()), 1));
    }
  }

  private void told(Mail.Told told) {
    Command command = told.command();
    if (told.reply() instanceof Reply.Refused refused) {
      refused(command, refused);
      return;
    }
    boolean mine = session.equals(SimNode.sessionOf(command));
    if (mine && !(command instanceof Command.CreateSession)) {
      scene.witness().renewed(session, told.sentAt());
    }
    switch (told.reply()) {
      case Reply.SessionIs is when command instanceof Command.CreateSession create -> {
        if (!created && create.id().equals(session)) {
          session = is.session().id();
          if (unordered) {
            scene.witness().inAnyOrder(session);
          }
          created = true;
          connected = true;
          epoch = is.session().epoch();
        }
      }
      case Reply.Attached attached -> {
        if (mine && attached.session().epoch() > epoch) {
          epoch = attached.session().epoch();
          connected = true;
          for (Effect.Pushed push : attached.outstanding()) {
            pushed(SimNode.pushed(push));
          }
        }
      }
      case Reply.Executed executed when command instanceof Command.Request request ->
          executed(request, executed);
      case Reply.Failed failed -> scene.witness().found("O3", "a request failed: " + failed);
      default -> {} // an acknowledgement of what needs none
    }
  }

  private void executed(Command.Request request, Reply.Executed executed) {
    scene.tally().replayed += executed.replayed() ? 1 : 0;
    String reply = JournalStore.text(executed.reply());
    String[] words = JournalStore.text(request.body()).split(" ", -1);
    scene.witness().acknowledged(words[0], request.sequence(), words[2], reply);
    Pending pending = open.get(request.sequence());
    if (pending == null || !pending.id.equals(words[2])) {
      return;
    }
    open.remove(request.sequence());
    scene.tally().acknowledged++;
    if (pending.operation >= 0) {
      history.ok(pending.operation, Drawing.result(reply, 2));
    }
  }

  private void refused(Command command, Reply.Refused refused) {
    if (!session.equals(SimNode.sessionOf(command))) {
      return;
    }
    Pending pending = null;
    if (command instanceof Command.Request request) {
      pending = open.get(request.sequence());
      if (pending != null && !idIn(request).equals(pending.id)) {
        pending = null;
      }
    }
    switch (refused.why().code()) {
      case SESSION_DEAD, SESSION_UNKNOWN -> {
        if (created || command instanceof Command.CreateSession) {
          scene.witness().toldDead(session);
          startAnew();
        }
      }
      case FENCED -> {
        if (epochOf(command) == epoch) {
          connected = false;
        }
      }
      case FALSE_RETRY -> {
        if (pending != null && command instanceof Command.Request request) {
          open.remove(request.sequence());
          if (pending.operation >= 0) {
            history.failed(pending.operation); // its number was another's, for ever
          }
        }
      }
      case REPLY_EVICTED -> {
        if (pending != null && command instanceof Command.Request request) {
          open.remove(request.sequence());
          forget(pending);
        }
      }
      case OUT_OF_ORDER, SEQUENCE_AHEAD, WINDOW_FULL, PUSH_QUEUE_FULL -> {
        if (pending != null) {
          pending.sentAt = NEVER;
        }
      }
      default -> {} // about something that is open no more
    }
  }

  private static String idIn(Command.Request request) {
    return JournalStore.text(request.body()).split(" ", -1)[2];
  }

  private static long epochOf(Command command) {
    return switch (command) {
      case Command.Request r -> r.epoch();
      case Command.KeepAlive k -> k.epoch();
      case Command.Acknowledge a -> a.epoch();
      case Command.Reject r -> r.epoch();
      default -> -1;
    };
  }

  private void startAnew() {
    open.values().forEach(this::forget);
    open.clear();
    process++;
    session = nextSession();
    created = false;
    connected = false;
    handshakeSentAt = NEVER;
    epoch = 0;
    nextSequence = 1;
    lastPush = 0;
    receivedPush = 0;
  }

  @Override
  public String toString() {
    return "client "
        + number
        + (created ? connected ? " connected" : " continuing" : " creating")
        + " epoch "
        + epoch
        + " target "
        + target
        + " open "
        + open.keySet();
  }

  private void pushed(Mail.Pushed push) {
    if (!holds(push.session())) {
      return;
    }
    if (push.number() <= lastPush) {
      ask(new Command.Acknowledge(session, epoch, lastPush));
    } else if (push.previous() <= receivedPush && push.number() > receivedPush) {
      receivedPush = push.number();
      if (scene.bug() == Bug.PUSH_ACKED_BEFORE_PROCESSED) {
        lastPush = push.number();
        ask(new Command.Acknowledge(session, epoch, lastPush));
      }
      int by = process;
      handlerFreeAt = Math.max(handlerFreeAt, now()) + random.nextLong(HANDLER_MICROS);
      after(
          handlerFreeAt - now(),
          () -> {
            if (by == process) {
              handled(push);
            }
          });
    }
  }

  private void handled(Mail.Pushed push) {
    scene.witness().handled(push.session(), push.number(), push.payload());
    lastPush = Math.max(lastPush, push.number());
    if (random.nextInt(12) == 0) {
      ask(new Command.Reject(session, epoch, push.number(), "the handler does not like it"));
    } else {
      ask(new Command.Acknowledge(session, epoch, lastPush));
    }
  }
}
