package io.sojourn.check.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** One node: its disk and clock, which it keeps, and the process, which comes and goes. */
final class SimNode implements RaftNode.Host {

  final int id;
  final NodeClock clock;
  final SimDisk disk;
  private final Scene scene;
  private final List<SimNode> nodes;
  private final Consumer<Envelope> toClients;
  private final Consumer<SimNode> atPoint;
  private SimMachine machine;
  private RaftNode raft;
  private Door door;
  private boolean takesPart;
  private boolean up;
  private boolean dying;
  private int boots;
  private long pausedUntil;
  private boolean syncing;

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
    this.takesPart = id < scene.plan().nodes();
    this.disk =
        new SimDisk(
            scene.bug(), scene.plan().places(), takesPart ? (1 << scene.plan().nodes()) - 1 : 0);
    this.machine = new SimMachine(scene.bug());
    this.raft = newRaft();
    this.door = new Door(this, scene, id);
  }

  private RaftNode newRaft() {
    return new RaftNode(id, scene, disk, this);
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
    return leads() && door.isReady();
  }

  long applied() {
    return raft.applied();
  }

  SimMachine machine() {
    return machine;
  }

  RaftNode raft() {
    return raft;
  }

  /** One of the machines that there are: where somebody asks who does not know who leads. */
  static int any(List<SimNode> nodes, SplittableRandom random) {
    List<SimNode> known = nodes.stream().filter(SimNode::takesPart).toList();
    return known.get(random.nextInt(known.size())).id;
  }

  /** Whether there is such a machine: one of the beginning, or one that was set up since. */
  boolean takesPart() {
    return takesPart;
  }

  /** The machine is set up, and waits to be made a member. */
  void join() {
    takesPart = true;
    start();
  }

  /** The machine is gone for good, with its disk. */
  void retire() {
    if (up) {
      crash(false);
    }
    takesPart = false;
  }

  void start() {
    if (!takesPart) {
      return;
    }
    up = true;
    dying = false;
    boots++;
    syncing = false;
    machine = new SimMachine(scene.bug());
    StoredSnapshot snapshot = disk.log().snapshot();
    raft = newRaft();
    door = new Door(this, scene, id * 1_000_000L + boots);
    if (snapshot != null) {
      load(snapshot);
    }
    raft.start();
    door.tick();
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
    door.close();
  }

  @Override
  public void deposed() {
    door.close();
  }

  /** Sends to a client. */
  void tell(int client, Mail mail) {
    if (!dying) {
      toClients.accept(new Envelope(id, client, mail));
    }
  }

  void receive(Mail.Ask ask) {
    arrive(() -> door.take(ask));
  }

  void receive(Mail.Query query) {
    arrive(() -> door.read(query));
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
      if (entry.members() == 0 && raft.isLeader() && entry.term() == disk.term()) {
        door.takeOver();
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
    door.applied(index, entry, step);
    snapshotNowAndThen();
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
        + (takesPart ? "" : " takes no part and")
        + (up ? raft.isLeader() ? " leads" : " follows " + raft.leader() : " is down")
        + (disk.abstaining() ? " abstaining" : "")
        + " term "
        + disk.term()
        + " last "
        + disk.log().lastIndex()
        + " commit "
        + raft.commit()
        + " members "
        + Integer.toBinaryString(disk.log().members())
        + " applied "
        + raft.applied()
        + (door.isReady() ? " ready" : "");
  }
}
