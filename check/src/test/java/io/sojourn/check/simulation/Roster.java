package io.sojourn.check.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An operator who adds machines to the cluster, removes some, and replaces those whose disk is lost
 * for good. It asks whoever leads for one thing after the other, again until it sees it done; a
 * hasty one does not always wait, or asks for two things at once. It sees everything, so that what
 * is lost is never more than the members that are left can bear.
 */
final class Roster {

  private static final int NOBODY = -1;

  /** A machine that was removed is switched off within this time. */
  private static final long SWITCH_OFF_MICROS = 1_000_000;

  /** One change. */
  private record Wish(int node, boolean joins) {}

  private final Scene scene;
  private final SplittableRandom random;
  private final List<SimNode> nodes;
  private final int usual;
  private final boolean hasty;
  private int members;
  private int removed;
  private int lost = NOBODY;

  /** The newest entry that is known to be committed. */
  private long seen;

  private @Nullable Wish wish;
  private boolean calm;

  Roster(Scene scene, List<SimNode> nodes) {
    this.scene = scene;
    this.random = scene.random();
    this.nodes = nodes;
    this.usual = scene.plan().nodes();
    this.hasty = scene.plan().spares() > 0 && random.nextBoolean();
    this.members = (1 << usual) - 1;
  }

  void start() {
    if (scene.plan().spares() > 0) {
      scene.queue().after(random.nextLong(400_000), this::act);
    }
  }

  /** Asks nothing new from now on. */
  void calmDown() {
    calm = true;
  }

  private void act() {
    scene.queue().after(10_000 + random.nextLong(100_000), this::act);
    look();
    if (!calm && (wish == null || random.nextInt(hasty ? 2 : 8) == 0)) {
      wish = draw();
    }
    ask(wish);
    if (!calm && hasty && random.nextBoolean()) {
      ask(draw());
    }
  }

  private void ask(@Nullable Wish asked) {
    if (asked != null) {
      for (SimNode node : nodes) {
        if (node.leads() && !node.isPaused()) {
          node.raft().leadership.change(asked.node, asked.joins);
        }
      }
    }
  }

  /** Sees who is a member for certain, and switches off who is none any more. */
  private void look() {
    SimNode most = null;
    for (SimNode node : nodes) {
      boolean knowsMore = node.raft().commit() > (most == null ? seen : most.raft().commit());
      most = node.isUp() && knowsMore ? node : most;
    }
    int now = most == null ? 0 : most.disk.log().membersAt(most.raft().commit());
    if (most == null || now == 0) {
      return; // a node that was just added may not know who was a member before
    }
    seen = most.raft().commit();
    int gone = members & ~now;
    int come = now & ~members;
    members = now;
    removed |= gone;
    scene.tally().joins += Integer.bitCount(come);
    scene.tally().removals += Integer.bitCount(gone);
    for (SimNode node : nodes) {
      if ((gone >> node.id & 1) == 1) {
        scene.queue().after(random.nextLong(SWITCH_OFF_MICROS), node::retire);
      }
    }
    if (lost != NOBODY && !isMember(lost)) {
      lost = NOBODY;
    }
    Wish asked = wish;
    if (asked != null && asked.joins == isMember(asked.node)) {
      wish = null;
    }
  }

  private boolean isMember(int node) {
    return (members >> node & 1) == 1;
  }

  /** The members that are there and have a machine: at the end they have to agree. */
  List<SimNode> membersAtWork() {
    return nodes.stream().filter(node -> isMember(node.id) && node.takesPart()).toList();
  }

  private @Nullable Wish draw() {
    int count = Integer.bitCount(members);
    if (lost == NOBODY && count > 2 && random.nextInt(4) == 0 && isQuiet()) {
      lose();
    }
    List<Wish> can = new ArrayList<>();
    for (SimNode node : nodes) {
      if (isMember(node.id)) {
        if (lost == NOBODY ? count >= usual : lost == node.id) {
          can.add(new Wish(node.id, false));
        }
      } else if (count <= usual && (removed >> node.id & 1) == 0) {
        can.add(new Wish(node.id, true));
      }
    }
    Wish drawn = can.isEmpty() ? null : can.get(random.nextInt(can.size()));
    if (drawn != null && drawn.joins && !nodes.get(drawn.node).takesPart()) {
      nodes.get(drawn.node).join();
    }
    return drawn;
  }

  /** Whether no change is on any disk that may be committed yet. */
  private boolean isQuiet() {
    return nodes.stream()
        .filter(SimNode::takesPart)
        .allMatch(node -> node.disk.log().membersSince() <= seen);
  }

  /** A member's machine burns down, and nothing but that member may be removed until it is. */
  private void lose() {
    List<SimNode> members = membersAtWork();
    SimNode node = members.get(random.nextInt(members.size()));
    lost = node.id;
    wish = null;
    scene.tally().lost++;
    node.retire();
  }
}
