package io.sojourn.client;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the session file up to date, on a thread of its own: what is asked for while it writes
 * becomes one more writing. Any thread may call; nothing blocks.
 */
final class NoteKeeper {

  private final SessionDriver driver;
  private final Opening opening;
  private final @Nullable SessionFile file;
  private final Callbacks writer = new Callbacks("sojourn-client-notes");
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** What is to be written; guarded by this. */
  private long reservedBelow;

  private boolean asked;
  private boolean failed;

  /** Keeps a file, or with null none. */
  NoteKeeper(SessionDriver driver, Opening opening, @Nullable SessionFile file) {
    this.driver = driver;
    this.opening = opening;
    this.file = file;
    this.reservedBelow = opening.reservedBelow();
  }

  /** Notes that sequences below this may be used. */
  synchronized void reserve(long below) {
    reservedBelow = Math.max(reservedBelow, below);
    note();
  }

  /** Notes the session as it is. */
  synchronized void note() {
    if (file != null && !asked) {
      asked = true;
      writer.run(this::write);
    }
  }

  /** Notes how it ended, and lets the file go. */
  synchronized void close() {
    writer.run(this::writeLast);
  }

  /** Completes when the file is let go. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  private synchronized long begin() {
    asked = false;
    return reservedBelow;
  }

  private void write() {
    long below = begin();
    SessionFile to = file;
    if (to == null || failed) {
      return;
    }
    try {
      to.write(noted(below));
      driver.turn(session -> session.reserved(below));
    } catch (IOException e) {
      failed = true;
      driver.turn(session -> session.fail("the session file cannot be written: " + e));
    }
  }

  private SessionFile.Noted noted(long nextSequence) {
    return driver.ask(
        session ->
            new SessionFile.Noted(
                opening.nonce(),
                opening.token(),
                session.id(),
                nextSequence,
                session.pushes().finished()));
  }

  private void writeLast() {
    try (SessionFile last = file) {
      if (last == null || failed) {
        return;
      }
      if (driver.ask(ClientSession::isSessionEnded)) {
        last.delete();
      } else {
        last.write(noted(driver.ask(ClientSession::nextSequence)));
      }
    } catch (IOException leftAsItWas) {
      // What was noted before is still true: it reserves more numbers than were used.
      failed = true;
    } finally {
      closed.complete(null);
    }
  }
}
