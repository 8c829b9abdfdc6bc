package io.sojourn.campaign;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Does to a cluster what a plan says, and waits after each step until it works again. */
final class Injector {

  private static final long SLOW_MILLIS = 40;

  private final Fleet fleet;
  private final Workload workload;
  private final Journal journal;
  private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
  private final List<Long> leaderKills = new ArrayList<>();
  private int nodesKilled;

  Injector(Fleet fleet, Workload workload, Journal journal) {
    this.fleet = fleet;
    this.workload = workload;
    this.journal = journal;
  }

  /** One step: the fault, the time that it lasts, the cure, the next acknowledged command, calm. */
  void run(Plan.Step step) throws Exception {
    Node leader = fleet.awaitLeader();
    List<Node> followers = new ArrayList<>(fleet.nodes());
    followers.remove(leader);
    Node follower = followers.get(step.which() % followers.size());
    journal.note(step + "; " + leader + " leads, the follower is " + follower);
    inflict(step.fault(), leader, follower, followers);
    done.merge(step.fault(), 1, Integer::sum);
    Patience.rest(TimeUnit.MILLISECONDS.toNanos(step.holdMillis()));
    long healed = System.nanoTime();
    fleet.heal();
    workload.awaitProgressSince(healed);
    journal.note("  cured, and the next answer came");
    Patience.rest(TimeUnit.MILLISECONDS.toNanos(step.calmMillis()));
  }

  private void inflict(Fault fault, Node leader, Node follower, List<Node> followers)
      throws Exception {
    Weather weather = fleet.weather();
    switch (fault) {
      case KILL_LEADER -> {
        leaderKills.add(System.nanoTime());
        kill(leader);
      }
      case KILL_FOLLOWER -> kill(follower);
      case KILL_ALL -> {
        for (Node node : fleet.nodes()) {
          kill(node);
        }
      }
      case PAUSE_LEADER -> leader.pause();
      case PAUSE_FOLLOWER -> follower.pause();
      case ISOLATE_LEADER -> followers.forEach(other -> weather.part(leader.name(), other.name()));
      case ISOLATE_FOLLOWER -> isolate(follower);
      case DEAFEN_LEADER -> followers.forEach(other -> weather.block(other.name(), leader.name()));
      case MUTE_LEADER -> followers.forEach(other -> weather.block(leader.name(), other.name()));
      case BRIDGE -> weather.part(followers.getFirst().name(), followers.getLast().name());
      case CUT_CLIENTS -> fleet.cutClients();
      case CUT_NODES -> fleet.cutNodes();
      case SLOW_NODES -> slowDown();
    }
  }

  private void kill(Node node) throws InterruptedException {
    node.kill();
    nodesKilled++;
  }

  private void isolate(Node one) {
    for (Node other : fleet.nodes()) {
      if (!other.equals(one)) {
        fleet.weather().part(one.name(), other.name());
      }
    }
  }

  private void slowDown() {
    for (Node from : fleet.nodes()) {
      for (Node to : fleet.nodes()) {
        fleet.weather().delay(from.name(), to.name(), SLOW_MILLIS);
      }
    }
  }

  /** How often each fault was inflicted. */
  Map<Fault, Integer> done() {
    return Map.copyOf(done);
  }

  /** When leaders were killed, by {@link System#nanoTime}. */
  List<Long> leaderKills() {
    return List.copyOf(leaderKills);
  }

  int nodesKilled() {
    return nodesKilled;
  }
}
