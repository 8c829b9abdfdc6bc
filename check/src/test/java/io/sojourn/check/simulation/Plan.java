package io.sojourn.check.simulation;

import java.util.SplittableRandom;

/**
 * What one run is like. Each run leaves some faults out, so that others can do more ("swarm
 * testing", Groce and others 2012).
 *
 * @param nodes how many there are
 * @param spares how many machines there are that can be made members; 0 if the members stay
 * @param clients how many there are
 * @param faultsMicros how long things go wrong, before everything is healed
 * @param lossPercent of messages
 * @param repeatPercent of messages
 * @param reorders whether messages overtake one another
 * @param batch how many entries a message between nodes holds at most
 * @param syncMicrosMax how long a sync takes at most
 * @param snapshotPermille of applied entries after which a snapshot is begun
 * @param keepMax how many entries a snapshot leaves in the log at most
 * @param wrongClocks whether clocks drift and are set
 * @param tornTails whether a crash loses what was not synced
 * @param crashes whether nodes crash
 * @param partitions whether the network is cut
 * @param crashPermilleAtPoints of the times a node voted, appended or committed after which it
 *     crashes
 * @param pauses whether nodes stop for a while
 * @param wipes whether a node loses its disk
 * @param faultMicrosMean how long it is from one fault to the next
 * @param thinkMicrosMean how long a client waits before it does the next thing
 */
record Plan(
    int nodes,
    int spares,
    int clients,
    long faultsMicros,
    int lossPercent,
    int repeatPercent,
    boolean reorders,
    int batch,
    int syncMicrosMax,
    int snapshotPermille,
    int keepMax,
    boolean wrongClocks,
    boolean tornTails,
    boolean crashes,
    boolean partitions,
    int crashPermilleAtPoints,
    boolean pauses,
    boolean wipes,
    long faultMicrosMean,
    long thinkMicrosMean) {

  private static final int SPARES = 4;

  static Plan draw(int nodes, SplittableRandom random) {
    return new Plan(
        nodes,
        0,
        3 + random.nextInt(4),
        6_000_000,
        often(random) ? random.nextInt(31) : 0,
        often(random) ? random.nextInt(51) : 0,
        often(random),
        random.nextInt(3) == 0 ? 1 : 2 + random.nextInt(7),
        often(random) ? 20_000 : 1_500,
        10 + random.nextInt(60),
        random.nextInt(16),
        often(random),
        often(random),
        often(random),
        often(random),
        crashPermille(random),
        random.nextInt(3) == 0,
        random.nextInt(4) == 0,
        100_000 + random.nextLong(700_000),
        20_000 + random.nextLong(100_000));
  }

  /** The same with leaders that hardly live long, and with logs that are sent entry by entry. */
  Plan hardOnLeaders() {
    return new Plan(
        nodes,
        spares,
        clients,
        faultsMicros,
        lossPercent,
        repeatPercent,
        reorders,
        1,
        syncMicrosMax,
        snapshotPermille,
        keepMax,
        wrongClocks,
        tornTails,
        false,
        partitions,
        350,
        false,
        false,
        faultMicrosMean,
        thinkMicrosMean);
  }

  /** The same with members that change, and so with disks that are lost for good. */
  Plan withChanges() {
    return new Plan(
        nodes,
        SPARES,
        clients,
        faultsMicros,
        lossPercent,
        repeatPercent,
        reorders,
        batch,
        syncMicrosMax,
        snapshotPermille,
        keepMax,
        wrongClocks,
        tornTails,
        crashes,
        partitions,
        crashPermilleAtPoints,
        pauses,
        false,
        faultMicrosMean,
        thinkMicrosMean);
  }

  /** How many machines there are or may be. */
  int places() {
    return nodes + spares;
  }

  private static int crashPermille(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> 10 + random.nextInt(150);
      case 1 -> 150 + random.nextInt(400); // hardly any leader lives long
      default -> 0;
    };
  }

  private static boolean often(SplittableRandom random) {
    return random.nextInt(3) > 0;
  }
}
