package io.sojourn.campaign;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting for the real world: long enough for a machine that is ten times slower than it was. */
final class Patience {

  private static final long MINUTES = 5;
  private static final long BETWEEN_NANOS = 25_000_000;

  private Patience() {}

  /** Says that something that had to come did not. */
  static final class Exhausted extends Exception {
    private static final long serialVersionUID = 1;

    Exhausted(String what) {
      super("waited " + MINUTES + " minutes in vain for " + what);
    }
  }

  /** Asks until there is an answer. */
  static <T> T await(String what, Callable<Optional<T>> question) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    while (System.nanoTime() < end) {
      Optional<T> answer = question.call();
      if (answer.isPresent()) {
        return answer.get();
      }
      rest(BETWEEN_NANOS);
    }
    throw new Exhausted(what);
  }

  /** Asks until it is so. */
  static void awaitTrue(String what, Callable<Boolean> question) throws Exception {
    boolean so = await(what, () -> question.call() ? Optional.of(true) : Optional.empty());
    assert so;
  }

  /** Does nothing for about so long. */
  static void rest(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
