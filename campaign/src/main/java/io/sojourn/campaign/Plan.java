package io.sojourn.campaign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What is to happen, drawn from a seed: decks with every fault once, each shuffled. Who leads then,
 * and so who is hit, is for the cluster to say.
 *
 * @param steps in order
 */
record Plan(List<Step> steps) {

  private static final int HOLD_MILLIS_MIN = 1_500;
  private static final int HOLD_MILLIS_MAX = 4_000;
  private static final int CALM_MILLIS_MIN = 200;
  private static final int CALM_MILLIS_MAX = 1_500;

  /**
   * One fault.
   *
   * @param fault what
   * @param which of the followers, where one is hit
   * @param holdMillis how long it lasts
   * @param calmMillis how long nothing happens afterwards, once something was acknowledged
   */
  record Step(Fault fault, int which, long holdMillis, long calmMillis) {
    @Override
    public String toString() {
      return fault + "/" + which + " for " + holdMillis + " ms, then " + calmMillis + " ms";
    }
  }

  /** Copies the steps. */
  Plan {
    steps = List.copyOf(steps);
  }

  /** The deck of that number: the same for the same seed. */
  static Plan deck(long seed, int number) {
    Random random = new Random(seed * 1_000_003 + number);
    List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
    Collections.shuffle(faults, random);
    List<Step> steps = new ArrayList<>();
    for (Fault fault : faults) {
      steps.add(
          new Step(
              fault,
              random.nextInt(1 << 16),
              random.nextInt(HOLD_MILLIS_MIN, HOLD_MILLIS_MAX),
              random.nextInt(CALM_MILLIS_MIN, CALM_MILLIS_MAX)));
    }
    return new Plan(steps);
  }
}
