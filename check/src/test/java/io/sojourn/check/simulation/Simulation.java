package io.sojourn.check.simulation;

import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** One run: a cluster, its clients, and everything that can go wrong; all by one seed. */
final class Simulation {

  /** How long after everything is healed every client must have been served. */
  static final long PROGRESS_MICROS = 5_000_000;

  private static final long LOOK_MICROS = 50_000;

  /**
   * What a run came to.
   *
   * @param findings what must not be; empty if all was well
   * @param tally how often what happened
   */
  record Result(List<Witness.Finding> findings, Tally tally) {

    /** The oracles that found something, in the order in which they did. */
    String caughtBy() {
      return String.join(" ", findings.stream().map(Witness.Finding::oracle).distinct().toList());
    }
  }

  private final Scene scene;
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<SimClient> clients = new ArrayList<>();
  private final Operator operator;
  private final Faults faults;
  private final Roster roster;

  Simulation(long seed, int nodeCount, Bug bug) {
    SplittableRandom random = new SplittableRandom(seed * 31 + nodeCount);
    Plan drawn = Plan.draw(nodeCount, random);
    // From a source of its own: the seeds whose members stay are the runs that they were before.
    boolean changes = new SplittableRandom(~seed * 31 + nodeCount).nextInt(4) == 0;
    Plan plan =
        bug == Bug.OLD_TERM_COMMITTED_BY_COUNT
            ? drawn.hardOnLeaders()
            : bug.isOfMembers() || (changes && !drawn.wipes()) ? drawn.withChanges() : drawn;
    EventQueue queue = new EventQueue();
    Tally tally = new Tally();
    Network network = new Network(queue, random, tally, plan.places() + plan.clients() + 1);
    Witness witness = new Witness(bug, queue, tally);
    this.scene = new Scene(plan, bug, random, queue, network, witness, tally);
    for (int i = 0; i < plan.places(); i++) {
      nodes.add(new SimNode(i, scene, nodes, this::deliver, this::atPoint));
    }
    for (int i = 0; i < plan.clients(); i++) {
      clients.add(new SimClient(i, scene, nodes, clients));
    }
    this.operator = new Operator(plan.clients(), scene, nodes, clients);
    this.faults = new Faults(scene, nodes, plan.faultsMicros());
    this.roster = new Roster(scene, nodes);
  }

  private void atPoint(SimNode node) {
    faults.atPoint(node);
  }

  private void deliver(SimNode.Envelope envelope) {
    int to = envelope.client();
    Runnable receive =
        to == clients.size()
            ? () -> operator.receive(envelope.mail())
            : () -> clients.get(to).receive(envelope.mail());
    scene.network().send(envelope.node(), nodes.size() + to, receive);
  }

  Result run() {
    try {
      runAndJudge();
    } catch (RuntimeException e) {
      scene.witness().found("O8", "the run ended with " + e);
    }
    scene.tally().runs = 1;
    scene.tally().events = scene.queue().happened();
    return new Result(scene.witness().findings(), scene.tally());
  }

  private void runAndJudge() {
    nodes.forEach(SimNode::start);
    clients.forEach(SimClient::start);
    operator.start();
    faults.start();
    roster.start();
    scene.queue().runUntil(scene.plan().faultsMicros());
    faults.healAll();
    clients.forEach(SimClient::calmDown);
    operator.calmDown();
    roster.calmDown();
    if (!runUntil(this::everybodyIsServed)) {
      List<String> lost = lostPushes();
      boolean pushesAlone = !lost.isEmpty() && clients.stream().allMatch(this::isSettled);
      String oracle = pushesAlone ? "O2" : "O8";
      scene.witness().found(oracle, "not everybody was served: " + state());
    }
    clients.forEach(SimClient::leave);
    // Nobody is heard of any more: every session must end by the leader's own doing.
    if (!runUntil(this::nobodyLives)) {
      scene.witness().found("O6", "sessions live for ever: " + state());
    }
    if (!runUntil(this::nodesAgree)) {
      scene.witness().found("O8", "the nodes do not agree: " + state());
    }
    judge();
  }

  private boolean runUntil(BooleanSupplier done) {
    EventQueue queue = scene.queue();
    long until = queue.now() + PROGRESS_MICROS;
    while (!done.getAsBoolean()) {
      if (queue.now() >= until) {
        return false;
      }
      queue.runUntil(queue.now() + LOOK_MICROS);
    }
    return true;
  }

  private boolean everybodyIsServed() {
    return clients.stream().allMatch(this::isServed)
        && operator.isSettled()
        && nodes.stream().anyMatch(SimNode::isReady)
        && lostPushes().isEmpty();
  }

  private boolean isServed(SimClient client) {
    return isSettled(client) && client.keepAlive.isAnswered();
  }

  /** Whether all it asked is answered, and its session is not one that ended unnoticed. */
  private boolean isSettled(SimClient client) {
    return client.isSettled() && lives(client.session());
  }

  private boolean lives(SessionId id) {
    Session session = mostAdvanced().machine().session(id);
    return session != null && session.state().isLive();
  }

  private List<String> lostPushes() {
    Set<SessionId> held = new HashSet<>();
    clients.stream().map(SimClient::session).filter(this::lives).forEach(held::add);
    return scene.witness().unhandled(mostAdvanced().machine(), held);
  }

  private boolean nobodyLives() {
    return nodes.stream().anyMatch(node -> node.isReady() && node.machine().liveSessions() == 0);
  }

  private boolean nodesAgree() {
    List<SimNode> members = roster.membersAtWork();
    return members.stream().map(SimNode::applied).distinct().count() == 1
        && members.stream().noneMatch(node -> node.disk.abstaining());
  }

  private SimNode mostAdvanced() {
    SimNode most = nodes.get(0);
    for (SimNode node : nodes) {
      most = node.applied() > most.applied() ? node : most;
    }
    return most;
  }

  private void judge() {
    Witness witness = scene.witness();
    SimMachine replayed;
    try {
      replayed = witness.replay();
    } catch (RuntimeException e) {
      witness.found("O7", "the log cannot be replayed: " + e);
      return;
    }
    witness.compareStates(-1, replayed.index(), replayed);
    for (SimNode node : nodes) {
      witness.compareStates(node.id, node.machine().index(), node.machine());
    }
    witness.judge(mostAdvanced().machine());
  }

  private String state() {
    StringBuilder text = new StringBuilder();
    nodes.forEach(node -> text.append(node).append("; "));
    clients.stream()
        .filter(client -> !isServed(client))
        .forEach(client -> text.append(client).append("; "));
    text.append(lostPushes());
    return text.toString();
  }
}
