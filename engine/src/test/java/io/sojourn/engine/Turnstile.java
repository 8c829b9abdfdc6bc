package io.sojourn.engine;

import io.sojourn.machine.ServiceMachine;
import io.sojourn.machine.ServiceState;

/**
 * A service that keeps exactly-once by itself: each of its gates numbers its passages, and answers
 * the last one again with what it was answered before, which is how many there were at all gates. A
 * query is answered with that too.
 */
final class Turnstile implements ServiceMachine {

  static final String NAME = "turnstile";

  private static final String TOTAL = "total";

  private final boolean forgetful;

  /**
   * Makes one.
   *
   * @param forgetful whether it takes each passage for a new one, to prove that this is seen
   */
  Turnstile(boolean forgetful) {
    this.forgetful = forgetful;
  }

  /** The command that passes a gate for the so manieth time, from 1. */
  static byte[] passage(int gate, int number) {
    return new byte[] {(byte) gate, (byte) number};
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte[] apply(ServiceState state, byte[] command, Context context) {
    String gate = "gate " + command[0];
    byte[] last = state.get(gate);
    int lastNumber = last == null ? 0 : last[0];
    if (last != null && command[1] == lastNumber && !forgetful) {
      return new byte[] {last[1]};
    }
    if (command[1] != lastNumber + 1 && !forgetful) {
      throw new IllegalArgumentException("passage " + command[1] + " after " + lastNumber);
    }
    byte total = (byte) (total(state) + 1);
    int undone = state.savepoint();
    state.put(TOTAL, new byte[] {(byte) -1});
    state.rollBackTo(undone);
    state.put(TOTAL, new byte[] {total});
    state.put(gate, new byte[] {command[1], total});
    return new byte[] {total};
  }

  private static byte total(ServiceState state) {
    byte[] total = state.get(TOTAL);
    return total == null ? 0 : total[0];
  }

  @Override
  public byte[] query(ServiceState readOnly, byte[] query, Context context) {
    return new byte[] {total(readOnly)};
  }
}
