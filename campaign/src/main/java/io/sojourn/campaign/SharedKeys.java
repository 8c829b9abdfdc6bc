package io.sojourn.campaign;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The keys that a few clients work on. After so many operations there are new ones, so that the
 * history of each stays short enough to be judged.
 *
 * <p>Thread-safe.
 */
final class SharedKeys {

  private static final int REGISTERS = 3;
  private static final int OPERATIONS_PER_GENERATION = 3_000;

  private final String group;
  private final AtomicInteger operations = new AtomicInteger();

  SharedKeys(String group) {
    this.group = group;
  }

  /** A key that holds texts, for one operation. */
  String register(Random random) {
    return "shared/" + group + "/" + generation() + "/" + random.nextInt(REGISTERS);
  }

  /** The key that holds a number. */
  String counter() {
    return "shared/" + group + "/" + generation() + "/count";
  }

  private int generation() {
    return operations.getAndIncrement() / OPERATIONS_PER_GENERATION;
  }
}
