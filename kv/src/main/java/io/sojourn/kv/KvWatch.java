package io.sojourn.kv;

import io.sojourn.client.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A watch that goes on by itself when the connection breaks, and when it is lost because pushes
 * were not taken fast enough. Thread-safe.
 */
public final class KvWatch implements AutoCloseable {

  /*
   * Pushes may come before the answer to the Watch that they follow from, and while the pages of present
   * values are still read. They are queued until those were told. The queue is bounded: when it
   * is full the watch begins anew, as it does when the server gave it up.
   */

  private static final int QUEUED_MAX = 4096;
  private static final int PAGE = 500;
  private static final int TRIES = 50;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final KvClient client;
  private final Target target;
  private final KvWatcher watcher;
  private final KnownKeys known;
  private final Deque<KvEvent> queued = new ArrayDeque<>();
  private boolean live;
  private boolean again;
  private boolean over;

  KvWatch(KvClient client, Target target, KvWatcher watcher, KnownKeys known) {
    this.client = client;
    this.target = target;
    this.watcher = watcher;
    this.known = known;
  }

  /** What is watched. */
  public Target target() {
    return target;
  }

  KvWatcher watcher() {
    return watcher;
  }

  KnownKeys known() {
    return known;
  }

  /**
   * Asks for the watch and tells what is there. Blocks.
   *
   * @return whether the watch is on
   */
  Outcome<Boolean> begin() throws InterruptedException {
    while (true) {
      synchronized (this) {
        queued.clear();
        again = false;
        live = false;
      }
      Outcome<KvReply> watching = watch();
      if (!(watching instanceof Outcome.Done<KvReply>(KvReply.Watching reply))) {
        return KvClient.failed(watching);
      }
      List<KvEntry> entries = new ArrayList<>(reply.entries());
      Outcome<Boolean> rest = reply.more() ? readRest(entries) : new Outcome.Done<>(true);
      if (!(rest instanceof Outcome.Done<Boolean>)) {
        return rest;
      }
      synchronized (this) {
        if (!again) {
          tellPresent(reply.version(), entries);
          return new Outcome.Done<>(!over);
        }
      }
    }
  }

  /** Asks for the watch, again while pushes of before are still being acknowledged. */
  private Outcome<KvReply> watch() throws InterruptedException {
    Outcome<KvReply> watching = client.ask(new KvCommand.Watch(target));
    for (int i = 0; i < TRIES && isRefusedForNow(watching); i++) {
      Thread.sleep(PAUSE);
      watching = client.ask(new KvCommand.Watch(target));
    }
    return watching;
  }

  private static boolean isRefusedForNow(Outcome<KvReply> outcome) {
    return outcome instanceof Outcome.Refused<KvReply> refused
        && refused.code().equals(KvClient.code(KvReply.Reason.PUSHES_WAITING));
  }

  private Outcome<Boolean> readRest(List<KvEntry> entries) throws InterruptedException {
    for (boolean more = true; more; ) {
      String after = entries.get(entries.size() - 1).key();
      Outcome<KvReply> page = client.query(new KvCommand.List(target.text(), after, PAGE, false));
      if (!(page instanceof Outcome.Done<KvReply>(KvReply.Listing listing))) {
        return KvClient.failed(page);
      }
      entries.addAll(listing.entries());
      more = listing.more();
    }
    return new Outcome.Done<>(true);
  }

  private void tellPresent(long version, List<KvEntry> entries) {
    if (over) {
      return;
    }
    tell(
        () -> {
          known.present(version, entries);
          queued.forEach(known::change);
          queued.clear();
          live = true;
        });
  }

  /** Calls the watcher, whose failure is the end of the watch. */
  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException failure) {
      end("the watcher failed: " + failure);
    }
  }

  /** A push that is about a key that this may cover. */
  synchronized void take(KvEvent event) {
    if (over) {
      return;
    }
    if (live) {
      tell(() -> known.change(event));
    } else if (queued.size() < QUEUED_MAX) {
      queued.add(event);
    } else {
      again = true;
    }
  }

  /** The server gave the watch up: it begins anew, on a thread of its own. */
  void lost() {
    synchronized (this) {
      if (over) {
        return;
      }
      if (!live) {
        again = true; // and is about to
        return;
      }
      live = false;
      tell(watcher::missed);
    }
    Thread.ofVirtual().name("sojourn-kv-watch").start(this::beginAgain);
  }

  private void beginAgain() {
    try {
      Outcome<Boolean> begun = begin();
      while (begun instanceof Outcome.Unknown<Boolean> && !client.client().state().isOver()) {
        begun = begin(); // the server is away for longer than the deadline
      }
      if (begun instanceof Outcome.Refused<Boolean> refused) {
        end(refused.detail());
      } else if (begun instanceof Outcome.Unknown<Boolean> unknown) {
        end(unknown.detail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end("interrupted");
    }
  }

  /** Tells that nothing more comes. */
  synchronized void end(String why) {
    if (!over) {
      over = true;
      client.forget(this);
      watcher.ended(why);
    }
  }

  /** Marks the watch as closed, and says whether it was not. */
  synchronized boolean finish() {
    boolean first = !over;
    over = true;
    return first;
  }

  /** Watches no more; returns at once. What is being told is told to its end. */
  @Override
  public void close() {
    if (finish()) {
      client.unwatch(this);
    }
  }
}
