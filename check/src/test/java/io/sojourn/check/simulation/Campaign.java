package io.sojourn.check.simulation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * Runs many seeds and reports: what {@code check/simulate} starts. Ends with status 1 if an oracle
 * found something in a healthy system, or nothing in a broken one.
 */
public final class Campaign {

  private static final int SHOWN_MAX = 10;

  private final int nodes;
  private final Bug bug;
  private final long first;
  private final long count;
  private final long began = System.nanoTime();
  private final Tally tally = new Tally();
  private final List<String> failures = new ArrayList<>();
  private long failed;
  private long reported;

  private Campaign(int nodes, Bug bug, long first, long count) {
    this.nodes = nodes;
    this.bug = bug;
    this.first = first;
    this.count = count;
  }

  /** Runs what the arguments say; {@code check/simulate --help} says what they may be. */
  public static void main(String[] args) {
    long seeds = 1_000;
    long first = 1;
    int nodes = 0;
    Bug bug = Bug.NONE;
    boolean hunting = false;
    Iterator<String> words = List.of(args).iterator();
    while (words.hasNext()) {
      switch (words.next()) {
        case "--seeds" -> seeds = Long.parseLong(words.next());
        case "--from" -> first = Long.parseLong(words.next());
        case "--seed" -> {
          first = Long.parseLong(words.next());
          seeds = 1;
        }
        case "--nodes" -> nodes = Integer.parseInt(words.next());
        case "--bug" -> bug = Bug.valueOf(words.next().toUpperCase(Locale.ROOT).replace('-', '_'));
        case "--bugs" -> hunting = true;
        default -> throw new IllegalArgumentException("no such option: " + List.of(args));
      }
    }
    if (hunting) {
      huntAll(seeds);
      return;
    }
    boolean found = false;
    for (int size : nodes == 0 ? new int[] {3, 5} : new int[] {nodes}) {
      found |= new Campaign(size, bug, first, seeds).finds();
    }
    if (found == (bug == Bug.NONE)) {
      System.exit(1);
    }
  }

  private static void huntAll(long seeds) {
    List<Hunt> hunts = new ArrayList<>();
    for (Bug bug : Bug.values()) {
      if (bug != Bug.NONE) {
        hunts.add(Hunt.until(bug, seeds));
        System.err.println(hunts.get(hunts.size() - 1));
      }
    }
    System.out.println(Hunt.table(hunts));
    if (!hunts.stream().allMatch(Hunt::caught)) {
      System.exit(1);
    }
  }

  /** Runs all seeds; whether an oracle found something. */
  private boolean finds() {
    LongStream.range(first, first + count)
        .parallel()
        .forEach(seed -> note(seed, new Simulation(seed, nodes, bug).run()));
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d nodes, seeds %d to %d%s: %d failed, %.1f s, %.0f events/s%n  %s%n",
        nodes,
        first,
        first + count - 1,
        bug == Bug.NONE ? "" : ", bug " + bug,
        failed,
        seconds,
        tally.events / seconds,
        tally);
    failures.sort(null);
    failures.forEach(System.out::println);
    return failed > 0;
  }

  private synchronized void note(long seed, Simulation.Result result) {
    tally.add(result.tally());
    if (!result.findings().isEmpty()) {
      failed++;
      if (failures.size() < SHOWN_MAX) {
        StringBuilder text = new StringBuilder("seed " + seed + " fails:");
        result.findings().forEach(finding -> text.append("\n  ").append(finding));
        failures.add(text.toString());
      }
    }
    long seconds = (System.nanoTime() - began) / 1_000_000_000L;
    if (seconds >= reported + 10) {
      reported = seconds;
      System.err.printf("%d of %d seeds in %d s, %d failed%n", tally.runs, count, seconds, failed);
    }
  }
}
