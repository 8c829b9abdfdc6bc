package io.sojourn.check.simulation;

import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Reply;
import io.sojourn.session.NewSession;
import io.sojourn.session.Refusal;
import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A client with a window of open requests, which it sends again, to any node, until it is answered
 * or gives up. What it knows of its session lies in a file, so that a restarted one goes on; its
 * earlier process may live on for a while and send what it has.
 */
final class SimClient {

  static final long IDLE_MILLIS = 1_500;

  private static final long LIFE_MILLIS = 300L * 86_400_000;
  private static final long RETRY_MICROS = 120_000;
  private static final long CARE_MICROS = 40_000;

  private final int number;
  private final Scene scene;
  private final SplittableRandom random;
  private final List<SimNode> nodes;
  private final List<SimClient> all;
  private final Drawing drawing;
  private final boolean unordered;
  private final Reads reads;
  private int lives;
  private int target;
  private SessionId session;
  private boolean created;
  private boolean connected;
  private long handshakeSentAt = OpenRequests.NEVER;
  private long epoch;
  private OpenRequests open;
  final KeepAlive keepAlive;
  private PushInbox pushes;
  private long silentUntil;
  private boolean calm;
  private boolean gone;

  SimClient(int number, Scene scene, List<SimNode> nodes, List<SimClient> all) {
    this.number = number;
    this.scene = scene;
    this.random = scene.random();
    this.nodes = nodes;
    this.all = all;
    this.drawing = new Drawing("c" + number, scene);
    this.reads = new Reads(number, scene, nodes, drawing);
    this.unordered = number == 2; // one of them does not care for order
    this.session = nextSession();
    this.pushes = inbox();
    this.open = new OpenRequests(scene);
    this.keepAlive = new KeepAlive(scene.queue());
  }

  private PushInbox inbox() {
    return new PushInbox(scene, session, reply -> ask(reply.as(epoch)));
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
    reads.forget();
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
      open.abandonOldest();
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
      open.abandonOverdue(now());
    }
    if (open.sendAgain(now() - RETRY_MICROS, this::request)) {
      askAnother();
    }
    if (keepAlive.isDue(now() - RETRY_MICROS)) {
      if (keepAlive.send()) {
        askAnother();
      }
      ask(new Command.KeepAlive(session, epoch, open.lowestAwaited()));
    }
  }

  private void handshake() {
    if (now() - handshakeSentAt < RETRY_MICROS) {
      return;
    }
    if (handshakeSentAt != OpenRequests.NEVER) {
      askAnother();
    }
    handshakeSentAt = now();
    NewSession asked = asked(session.toString());
    ask(
        created
            ? new Command.Attach(session, asked.tokenHash())
            : new Command.CreateSession(session, asked));
  }

  private void askAnother() {
    target = SimNode.any(nodes, random);
  }

  private void begin() {
    if (created && connected && !open.isFull()) {
      Drawing.Drawn drawn = drawing.next(all.get(random.nextInt(all.size())).session);
      long patience = 700_000 + random.nextLong(2_500_000);
      OpenRequests.Pending pending = new OpenRequests.Pending(drawn, now() + patience);
      request(pending, open.add(pending));
    }
  }

  private void request(OpenRequests.Pending pending, long sequence) {
    pending.sentAt = now();
    scene.tally().commands++;
    ask(request(sequence, pending.drawn));
  }

  private Command.Request request(long sequence, Drawing.Drawn drawn) {
    String body = session + " " + sequence + " " + drawn.id() + " " + drawn.verb();
    return new Command.Request(
        session,
        epoch,
        sequence,
        Math.min(open.lowestAwaited(), sequence),
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
    scene.network().send(nodes.size() + number, node.id, () -> node.receive(ask));
  }

  private void read() {
    if (created && connected) {
      reads.ask(random.nextBoolean() ? target : SimNode.any(nodes, random), session, epoch);
    }
  }

  /** Another process takes the file over; the one before may go on for a while. */
  private void restart() {
    scene.tally().clientRestarts++;
    if (created) {
      for (int i = random.nextInt(3); i > 0; i--) {
        Drawing.Drawn drawn = drawing.next(session);
        Command.Request late = request(open.next() - 1 + i, drawn);
        if (drawn.operation() >= 0) {
          scene.witness().history().unknown(drawn.operation());
        }
        after(random.nextLong(1_500_000), () -> ask(late));
      }
    }
    if (random.nextInt(4) == 0) {
      open.goBack(1 + random.nextInt(2));
    }
    connected = false;
    handshakeSentAt = OpenRequests.NEVER;
    pushes.restart();
    target = SimNode.any(nodes, random);
  }

  void receive(Mail mail) {
    if (gone || now() < silentUntil) {
      return;
    }
    switch (mail) {
      case Mail.Told told -> told(told);
      case Mail.QueryTold told -> reads.told(told);
      case Mail.NotLeader elsewhere -> {
        if (elsewhere.leader() >= 0) {
          target = elsewhere.leader();
          handshakeSentAt = OpenRequests.NEVER;
          open.hurry();
          keepAlive.hurry();
        } else {
          askAnother();
        }
      }
      case Mail.Uncertain uncertain -> askAnother(); // what is open is sent again in time
      case Mail.Pushed pushed -> {
        if (holds(pushed.session())) {
          pushes.receive(pushed);
        }
      }
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

  private void told(Mail.Told told) {
    Command command = told.command();
    if (told.reply() instanceof Reply.Refused refused) {
      refused(command, refused);
      return;
    }
    boolean mine = session.equals(Door.sessionOf(command));
    if (mine && !(command instanceof Command.CreateSession)) {
      scene.witness().renewed(session, told.sentAt());
      keepAlive.answered(told.sentAt());
    }
    switch (told.reply()) {
      case Reply.SessionIs is when command instanceof Command.CreateSession create -> {
        if (!created && create.id().equals(session)) {
          session = is.session().id();
          pushes = inbox();
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
            pushes.receive(Door.pushed(push));
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
    open.answered(request, Drawing.result(reply, 2));
  }

  private void refused(Command command, Reply.Refused refused) {
    if (!session.equals(Door.sessionOf(command))) {
      return;
    }
    switch (refused.why().code()) {
      case SESSION_DEAD, SESSION_UNKNOWN -> {
        if (created || command instanceof Command.CreateSession) {
          scene.witness().toldDead(session);
          startAnew();
        }
      }
      case FENCED -> {
        if (Door.epochOf(command) == epoch) {
          connected = false;
        }
      }
      default -> {
        if (command instanceof Command.Request request) {
          refused(request, refused.why().code());
        }
      }
    }
  }

  private void refused(Command.Request request, Refusal.Code code) {
    OpenRequests.Pending pending = open.find(request);
    if (pending == null) {
      return;
    }
    switch (code) {
      case FALSE_RETRY -> open.failed(request.sequence()); // the number was another's, for ever
      case REPLY_EVICTED -> open.abandon(request.sequence());
      default -> pending.sentAt = OpenRequests.NEVER; // later
    }
  }

  private void startAnew() {
    open.abandonAll();
    open = new OpenRequests(scene);
    keepAlive.forget();
    pushes.restart();
    session = nextSession();
    pushes = inbox();
    created = false;
    connected = false;
    handshakeSentAt = OpenRequests.NEVER;
    epoch = 0;
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
        + open;
  }
}
