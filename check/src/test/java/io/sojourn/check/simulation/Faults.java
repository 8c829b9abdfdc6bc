package io.sojourn.check.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** Makes things go wrong, at random, until it is told to stop. */
final class Faults {

  private static final long DAY_MILLIS = 86_400_000;

  private final Scene scene;
  private final List<SimNode> nodes;
  private final SplittableRandom random;
  private final Plan plan;
  private final long until;
  private boolean wiped;

  Faults(Scene scene, List<SimNode> nodes, long until) {
    this.scene = scene;
    this.nodes = nodes;
    this.random = scene.random();
    this.plan = scene.plan();
    this.until = until;
  }

  void start() {
    scene.network().misbehave(plan.lossPercent(), plan.repeatPercent(), plan.reorders());
    next();
  }

  private void next() {
    scene
        .queue()
        .after(
            random.nextLong(2 * plan.faultMicrosMean()),
            () -> {
              if (scene.queue().now() < until) {
                strike();
                next();
              }
            });
  }

  private void strike() {
    switch (random.nextInt(9)) {
      case 0, 1 -> crash(random.nextInt(plan.places()));
      case 2 -> nodes.stream().filter(SimNode::leads).forEach(node -> crash(node.id));
      case 3 -> {
        if (random.nextInt(3) == 0) {
          nodes.forEach(node -> crash(node.id)); // the power is cut
        }
      }
      case 4, 5 -> partition();
      case 6 -> pause();
      case 7 -> jump();
      default -> wipe();
    }
  }

  private void crash(int id) {
    if (plan.crashes()) {
      crash(nodes.get(id), 30_000 + random.nextLong(1_200_000));
    }
  }

  /** A node is at a point at which few crash by chance. */
  void atPoint(SimNode node) {
    if (scene.queue().now() < until && random.nextInt(1000) < plan.crashPermilleAtPoints()) {
      long back = random.nextInt(3) == 0 ? 500_000 : 20_000;
      long in = random.nextBoolean() ? 0 : random.nextLong(3_000);
      if (in == 0) {
        node.die();
      }
      scene.queue().after(in, () -> crash(node, 1 + random.nextLong(back)));
    }
  }

  private void crash(SimNode node, long backInMicros) {
    if (!node.isUp()) {
      return;
    }
    scene.tally().crashes++;
    scene.tally().tornTails += plan.tornTails() && node.disk.needsSync() ? 1 : 0;
    node.crash(plan.tornTails());
    scene
        .queue()
        .after(
            backInMicros,
            () -> {
              if (!node.isUp()) {
                node.start();
              }
            });
  }

  /** Cuts the network for a while: symmetric, one-way, or with one node that still sees both. */
  private void partition() {
    if (!plan.partitions()) {
      return;
    }
    scene.tally().partitions++;
    int kind = random.nextInt(4);
    int bridge = kind == 2 ? random.nextInt(plan.places()) : -1;
    boolean[] side = new boolean[plan.places() + plan.clients()];
    for (int i = 0; i < side.length; i++) {
      side[i] = random.nextBoolean();
    }
    if (kind == 3) { // the leader alone
      for (int i = 0; i < plan.places(); i++) {
        side[i] = nodes.get(i).leads();
      }
    }
    for (int from = 0; from < side.length; from++) {
      for (int to = 0; to < side.length; to++) {
        boolean across = side[from] != side[to] && from != bridge && to != bridge;
        if (across && (kind != 1 || side[from])) {
          scene.network().cut(from, to);
        }
      }
    }
    scene.queue().after(100_000 + random.nextLong(1_500_000), scene.network()::heal);
  }

  private void pause() {
    if (plan.pauses()) {
      scene.tally().pauses++;
      SimNode node = nodes.get(random.nextInt(plan.places()));
      long end = scene.queue().now() + 50_000 + random.nextLong(1_500_000);
      node.pauseUntil(Math.min(end, until));
    }
  }

  private void jump() {
    if (plan.wrongClocks()) {
      scene.tally().clockJumps++;
      long far = random.nextInt(4) == 0 ? DAY_MILLIS : 3_600_000;
      nodes.get(random.nextInt(plan.places())).clock.jump(random.nextBoolean() ? far : -far);
    }
  }

  /** One node loses its disk, once; it must not vote until it has learned what it forgot. */
  private void wipe() {
    if (!plan.wipes() || wiped) {
      return;
    }
    wiped = true;
    scene.tally().wipes++;
    SimNode node = nodes.get(random.nextInt(plan.places()));
    node.crash(true);
    node.disk.wipe(node.id, 1);
    node.start();
  }

  /** Brings everything back: whatever is broken then stays so by its own fault. */
  void healAll() {
    scene.network().heal();
    scene.network().misbehave(0, 0, false);
    for (SimNode node : nodes) {
      if (!node.isUp()) {
        node.start();
      }
    }
  }
}
