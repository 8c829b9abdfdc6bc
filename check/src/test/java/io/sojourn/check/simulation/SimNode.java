package io.sojourn.check.simulation;

import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Reply;
import io.sojourn.session.Refusal;
import io.sojourn.session.SessionId;
import io.sojourn.wire.EntryCodec;
import io.sojourn.wire.EntryHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One node: its disk and clock, which it keeps, and the process, which comes and goes. */
final class SimNode implements RaftNode.Host {

  private static final int ENTRY_COMMANDS = 8;
  private static final int PIPELINE = 4;
  private static final int INBOX_MAX = 64;
  private static final long TICK_MICROS = 20_000;
  private static final long RESEND_MILLIS = 300;

  final int id;
  final NodeClock clock;
  final SimDisk disk;
  private final Scene scene;
  private final List<SimNode> nodes;
  private final Consumer<Envelope> toClients;
  private final Consumer<SimNode> atPoint;
  private final Tampering tampering;
  private final List<Mail.Ask> inbox = new ArrayList<>();
  private final Map<Long, List<Mail.Ask>> outstanding = new HashMap<>();
  private final Map<SessionId, Integer> connections = new HashMap<>();
  private SimMachine machine;
  private RaftNode raft;
  private boolean up;
  private boolean dying;
  private int boots;
  private long pausedUntil;
  private boolean syncing;
  private boolean flushing;
  private boolean ready;
  private boolean stuck;
  private long batches;
  private long timeBase;
  private long steadyBase;

  /** A message to a client. */
  record Envelope(int node, int client, Mail mail) {}

  SimNode(
      int id,
      Scene scene,
      List<SimNode> nodes,
      Consumer<Envelope> toClients,
      Consumer<SimNode> atPoint) {
    this.id = id;
    this.scene = scene;
    this.nodes = nodes;
    this.toClients = toClients;
    this.atPoint = atPoint;
    this.clock = new NodeClock(scene.random(), scene.plan().wrongClocks());
    this.disk = new SimDisk(scene.bug(), scene.plan().nodes());
    this.tampering = new Tampering(scene.bug(), scene.random());
    this.machine = new SimMachine(scene.bug());
    this.raft = newRaft();
  }

  private RaftNode newRaft() {
    return new RaftNode(
        id, scene.plan().nodes(), scene.bug(), disk, this, scene.random(), scene.plan().batch());
  }

  boolean isUp() {
    return up;
  }

  boolean isPaused() {
    return now() < pausedUntil;
  }

  boolean leads() {
    return up && raft.isLeader();
  }

  boolean isReady() {
    return leads() && ready;
  }

  long applied() {
    return raft.applied();
  }

  SimMachine machine() {
    return machine;
  }

  void start() {
    up = true;
    dying = false;
    boots++;
    syncing = false;
    flushing = false;
    ready = false;
    inbox.clear();
    outstanding.clear();
    connections.clear();
    machine = new SimMachine(scene.bug());
    StoredSnapshot snapshot = disk.log().snapshot();
    raft = newRaft();
    if (snapshot != null) {
      load(snapshot);
    }
    raft.start();
    after(TICK_MICROS, this::tick);
  }

  void crash(boolean losing) {
    up = false;
    boots++;
    disk.crash(scene.random(), losing);
  }

  /** Says nothing more to anybody: it is about to crash. */
  void die() {
    dying = true;
  }

  void pauseUntil(long until) {
    pausedUntil = until;
  }

  @Override
  public long now() {
    return scene.queue().now();
  }

  @Override
  public void after(long micros, Runnable what) {
    int boot = boots;
    scene.queue().after(Math.max(0, micros), () -> unlessGone(boot, what));
  }

  private void unlessGone(int boot, Runnable what) {
    if (boot != boots || !up) {
      return;
    }
    if (isPaused()) {
      scene.queue().after(pausedUntil - now(), () -> unlessGone(boot, what));
    } else {
      what.run();
    }
  }

  @Override
  public void send(int to, RaftMessage message) {
    if (dying) {
      return;
    }
    SimNode peer = nodes.get(to);
    scene.network().send(id, to, () -> peer.arrive(() -> peer.raft.receive(message)));
  }

  private void arrive(Runnable what) {
    unlessGone(boots, what);
  }

  @Override
  public void sync() {
    if (!syncing && disk.needsSync()) {
      syncing = true;
      disk.beginSync();
      after(100 + scene.random().nextInt(scene.plan().syncMicrosMax()), this::synced);
    }
  }

  private void synced() {
    syncing = false;
    disk.endSync();
    raft.synced();
    sync();
  }

  @Override
  public void point() {
    atPoint.accept(this);
  }

  @Override
  public void broken(String what) {
    scene.witness().found("O7", what);
  }

  @Override
  public void elected(long term) {
    scene.tally().elections++;
    scene.witness().elected(id, term);
  }

  @Override
  public void leading() {
    ready = false;
  }

  @Override
  public void deposed() {
    ready = false;
    stuck = scene.bug() == Bug.STUCK_AFTER_STEPPING_DOWN;
    inbox.forEach(this::sendElsewhere);
    inbox.clear();
    if (scene.bug() != Bug.ANSWERED_BY_INDEX) {
      outstanding.values().forEach(asks -> asks.forEach(this::uncertain));
      outstanding.clear();
    }
  }

  private void uncertain(Mail.Ask ask) {
    tell(ask.client(), new Mail.Uncertain(ask.command()));
  }

  private void sendElsewhere(Mail.Ask ask) {
    tell(ask.client(), new Mail.NotLeader(raft.leader()));
  }

  private void tell(int client, Mail mail) {
    if (!dying) {
      toClients.accept(new Envelope(id, client, mail));
    }
  }

  /** Everything committed before is applied here: from now on this node's time counts. */
  private void takeOver() {
    steadyBase = clock.steadyMillis(now());
    long wall = clock.wallMillis(now());
    timeBase = scene.bug() == Bug.TIME_GOES_BACK ? wall : Math.max(wall, machine.clusterTime());
    propose(
        List.of(),
        scene.bug() == Bug.LEASES_NOT_GRANTED
            ? new Command.ResendDue(0)
            : new Command.GrantLeases("n" + id, ""));
  }

  /** The cluster time by this leader's clock, which counts from when it began to lead. */
  private long stamp() {
    if (scene.bug() == Bug.TIME_FOLLOWS_WALL_CLOCK) {
      return Math.max(clock.wallMillis(now()), machine.clusterTime());
    }
    return timeBase + clock.steadyMillis(now()) - steadyBase;
  }

  private void tick() {
    after(TICK_MICROS, this::tick);
    if (!raft.isLeader() || !ready) {
      return;
    }
    long time = stamp();
    if (machine.nextDeadline() <= time && outstanding.size() < pipeline()) {
      if (scene.bug() == Bug.EXPIRY_TOLD_BEFORE_COMMIT) {
        machine.overdue(time).forEach(this::tellEnded);
      }
      propose(List.of());
    }
    if (machine.earliestPushSentAt() < time - RESEND_MILLIS) {
      propose(List.of(), new Command.ResendDue(time - RESEND_MILLIS));
    }
  }

  void receive(Mail.Ask ask) {
    arrive(() -> take(ask));
  }

  private void take(Mail.Ask ask) {
    if (!raft.isLeader() || !ready) {
      sendElsewhere(ask);
      return;
    }
    Reply early = tampering.answerAtOnce(ask.command(), machine);
    if (early != null) {
      tell(ask.client(), new Mail.Told(ask.command(), ask.sentAt(), early));
      return;
    }
    if (inbox.size() == INBOX_MAX) {
      Refusal full = Refusal.of(Refusal.Code.UNAVAILABLE, "Too much waits already.");
      tell(ask.client(), new Mail.Told(ask.command(), ask.sentAt(), new Reply.Refused(full)));
      return;
    }
    inbox.add(ask);
    flushSoon();
  }

  private void flushSoon() {
    if (!flushing && !inbox.isEmpty()) {
      flushing = true;
      after(200 + scene.random().nextInt(2_000), this::flush);
    }
  }

  private void flush() {
    flushing = false;
    if (!raft.isLeader() || inbox.isEmpty() || outstanding.size() >= pipeline()) {
      return;
    }
    List<Mail.Ask> asks = inbox.subList(0, Math.min(inbox.size(), ENTRY_COMMANDS));
    List<Mail.Ask> taken = List.copyOf(asks);
    asks.clear();
    propose(taken);
    if (!inbox.isEmpty()) {
      flushSoon();
    }
  }

  private void propose(List<Mail.Ask> asks, Command... more) {
    List<byte[]> encoded = new ArrayList<>();
    for (Mail.Ask ask : asks) {
      Command command = tampering.proposed(ask.command(), machine);
      encoded.add(EntryCodec.encodeCommand(command));
    }
    for (Command command : more) {
      encoded.add(EntryCodec.encodeCommand(command));
    }
    long batch = ++batches;
    scene.witness().proposed(proposer(), batch, asks);
    EntryHeader header = new EntryHeader(stamp(), proposer(), batch);
    // Before the append: a node alone, or a wrong one, may apply at once.
    long key = scene.bug() == Bug.ANSWERED_BY_INDEX ? disk.log().lastIndex() + 1 : batch;
    outstanding.put(key, asks);
    raft.leadership.append(EntryCodec.encode(header, encoded).array());
    raft.leadership.advance();
  }

  private int pipeline() {
    return scene.bug() == Bug.ANSWERED_BY_INDEX ? Integer.MAX_VALUE : PIPELINE;
  }

  private long proposer() {
    return id * 1_000_000L + boots;
  }

  void receive(Mail.Query query) {
    arrive(() -> read(query));
  }

  private void read(Mail.Query query) {
    if (scene.bug() == Bug.STALE_READ && raft.isLeader() && ready) {
      answer(query);
      return;
    }
    raft.readIndex(
        index -> {
          if (index >= 0) {
            answer(query);
          } else {
            tell(query.client(), new Mail.NotLeader(raft.leader()));
          }
        });
  }

  private void answer(Mail.Query query) {
    Reply reply = machine.query(query.session(), query.epoch(), query.key());
    tell(query.client(), new Mail.QueryTold(query.read(), reply));
  }

  @Override
  public void restore(StoredSnapshot snapshot) {
    scene.tally().installs++;
    load(snapshot);
  }

  private void load(StoredSnapshot snapshot) {
    machine.restore(snapshot);
    scene.witness().restored(id, snapshot.index(), machine);
  }

  @Override
  public void apply(long index, LogEntry entry) {
    if (entry.bytes().length == 0) {
      scene.witness().passed(id, index, entry);
      if (raft.isLeader() && entry.term() == disk.term()) {
        takeOver();
      }
      return;
    }
    SimMachine.Step step;
    try {
      step = machine.apply(index, entry, clock.wallMillis(now()));
    } catch (RuntimeException e) {
      broken("the machine of node " + id + " threw at entry " + index + ": " + e);
      return;
    }
    scene.witness().applied(id, index, entry, step, machine);
    boolean own = step.header().proposer() == proposer();
    long key = scene.bug() == Bug.ANSWERED_BY_INDEX ? index : step.header().batch();
    List<Mail.Ask> asks =
        own || scene.bug() == Bug.ANSWERED_BY_INDEX ? outstanding.remove(key) : null;
    if (asks != null) {
      for (int i = 0; i < Math.min(asks.size(), step.applied().replies().size()); i++) {
        answer(asks.get(i), step.applied().replies().get(i));
      }
      flushSoon();
    }
    if (raft.isLeader()) {
      ready |= own && entry.term() == disk.term() && !stuck;
      step.applied().effects().forEach(this::spread);
    }
    snapshotNowAndThen();
  }

  private void answer(Mail.Ask ask, Reply reply) {
    Reply told = tampering.told(ask.command(), reply);
    if (told == null) {
      inbox.addAll(tampering.elsewhere(ask));
      flushSoon();
      return;
    }
    SessionId session = sessionOf(ask.command());
    if (session != null && !(told instanceof Reply.Refused)) {
      connections.put(session, ask.client());
    }
    tell(ask.client(), new Mail.Told(ask.command(), ask.sentAt(), told));
  }

  static @Nullable SessionId sessionOf(Command command) {
    return switch (command) {
      case Command.CreateSession c -> c.id();
      case Command.Attach c -> c.id();
      case Command.Request c -> c.id();
      case Command.KeepAlive c -> c.id();
      case Command.Acknowledge c -> c.id();
      case Command.Reject c -> c.id();
      default -> null;
    };
  }

  private void spread(Effect effect) {
    if (effect instanceof Effect.Pushed pushed) {
      Integer client = connections.get(pushed.to());
      if (client != null) {
        scene.tally().resent += pushed.again() ? 1 : 0;
        tell(client, pushed(pushed));
      }
    } else if (effect instanceof Effect.SessionEnded ended) {
      tellEnded(ended.session().id());
    }
  }

  static Mail.Pushed pushed(Effect.Pushed pushed) {
    return new Mail.Pushed(
        pushed.to(), pushed.number(), pushed.previous(), JournalStore.text(pushed.payload()));
  }

  private void tellEnded(SessionId session) {
    Integer client = connections.get(session);
    if (client != null) {
      tell(client, new Mail.Ended(session));
    }
  }

  private void snapshotNowAndThen() {
    if (!machine.isCapturing()) {
      if (scene.random().nextInt(1000) < scene.plan().snapshotPermille()) {
        machine.beginSnapshot();
      }
      return;
    }
    StoredSnapshot snapshot = machine.pull(1 + scene.random().nextInt(60), disk.log());
    if (snapshot != null && snapshot.index() > disk.log().base()) {
      long base = snapshot.index() - scene.random().nextInt(scene.plan().keepMax() + 1);
      scene.tally().snapshots++;
      disk.change(new LogImage.Change.Save(snapshot, Math.max(disk.log().base(), base)));
      sync();
      point();
    }
  }

  @Override
  public String toString() {
    return "node "
        + id
        + (up ? raft.isLeader() ? " leads" : " follows " + raft.leader() : " is down")
        + (disk.abstaining() ? " abstaining" : "")
        + " term "
        + disk.term()
        + " last "
        + disk.log().lastIndex()
        + " commit "
        + raft.commit()
        + " applied "
        + raft.applied()
        + (ready ? " ready" : "");
  }

  /** Whether a refusal says that the session lives no more. */
  static boolean isDead(Reply reply) {
    return reply instanceof Reply.Refused refused
        && (refused.why().code() == Refusal.Code.SESSION_DEAD
            || refused.why().code() == Refusal.Code.SESSION_UNKNOWN);
  }
}
