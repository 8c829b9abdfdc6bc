package io.sojourn.client;

import org.jspecify.annotations.Nullable;

/**
 * Calls the handler, one push after the other, on a virtual thread that lives while there is any.
 */
final class PushRunner {

  /** A quick handler's acknowledgements go out together, but wait no longer than this. */
  private static final long ACKNOWLEDGED_EVERY_MILLIS = 5;

  private final SessionDriver driver;
  private final @Nullable PushHandler handler;

  /** Guarded by the driver's lock. */
  private boolean running;

  PushRunner(SessionDriver driver, @Nullable PushHandler handler) {
    this.driver = driver;
    this.handler = handler;
  }

  /** Begins if there is something to do; called under the driver's lock. */
  void look(ClientSession session) {
    PushHandler by = handler;
    if (by != null && !running && session.pushes().hasNext(Driver.now())) {
      running = true;
      driver.wish(() -> Thread.ofVirtual().name("sojourn-client-pushes").start(() -> run(by)));
    }
  }

  private void run(PushHandler by) {
    long sentAt = Driver.now();
    Delivery push = driver.ask(this::take);
    while (push != null) {
      String failure = handle(by, push);
      long now = Driver.now();
      push =
          driver.ask(
              session -> {
                finish(session, failure, now);
                return take(session);
              });
      if (push == null || now - sentAt >= ACKNOWLEDGED_EVERY_MILLIS) {
        sentAt = now;
        driver.turn(session -> {});
      }
    }
  }

  private @Nullable Delivery take(ClientSession session) {
    Delivery next = session.pushes().take(Driver.now());
    running = next != null;
    return next;
  }

  private static void finish(ClientSession session, @Nullable String failure, long now) {
    if (failure == null) {
      session.pushes().handled();
    } else {
      session.pushes().failed(failure, now);
    }
  }

  /** Why it could not be handled, or null. */
  private static @Nullable String handle(PushHandler by, Delivery push) {
    try {
      by.handle(push);
      return null;
    } catch (Throwable theirs) {
      // Whatever it is, the push was not handled, and the ones behind it want to be.
      return String.valueOf(theirs);
    }
  }
}
