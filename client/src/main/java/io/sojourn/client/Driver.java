package io.sojourn.client;

import io.sojourn.wire.connect.ServerMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gives a {@link Party} a clock, threads and connections. Any thread may call. */
@SuppressWarnings("ReferenceEquality") // a driver is equal to itself alone
abstract class Driver<P extends Party> implements Lines {

  /*
   * One lock guards the party. Under it the party only computes; what it wants done to the outside
   * is collected in the order of its wishes, and done when the lock is free again.
   *
   * Whoever ends a turn also takes what is to be sent, unless a frame is being sent already: then it is
   * taken when that is done, with everything that came meanwhile. A thread that tells outcomes takes
   * nothing before it has told them all, since those who are told often submit the next request at once.
   */

  /** The driver whose outcomes a thread is telling. */
  private static final ThreadLocal<@Nullable Driver<?>> TELLING = new ThreadLocal<>();

  /** The pause before something is looked at again that could not be done when it was due. */
  private static final long OVERDUE_MILLIS = 5;

  private final ReentrantLock lock = new ReentrantLock();
  private final HttpClient http;

  private List<Runnable> wishes = new ArrayList<>();
  private List<Awaited> told = new ArrayList<>();
  private @Nullable Line line;
  private boolean open;
  private @Nullable ScheduledFuture<?> wake;
  private long wakeAt = Long.MAX_VALUE;

  Driver(HttpClient http) {
    this.http = http;
  }

  /** The one that is driven; always the same. */
  abstract P party();

  /** Looks at what else there is to do at the end of a turn, under the lock. */
  void lookAround() {}

  static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** Whether this thread is telling outcomes, and would wait for itself if it waited. */
  boolean isTelling() {
    return TELLING.get() == this;
  }

  /** Lets the party do something. */
  void turn(Consumer<P> what) {
    lock.lock();
    try {
      what.accept(party());
    } finally {
      endTurn();
    }
  }

  /** Asks the party something, or has it do what sends nothing. */
  <T> T ask(Function<P, T> what) {
    lock.lock();
    try {
      return what.apply(party());
    } finally {
      lock.unlock();
    }
  }

  /** Begins a turn, which {@link #endTurn} ends. */
  final void lock() {
    lock.lock();
  }

  /** Takes what there is to do, leaves the lock, and does it. */
  final void endTurn() {
    Line toSend = null;
    List<Runnable> todo;
    List<Awaited> decided;
    try {
      if (!isTelling()) {
        toSend = takeFrame();
      }
      lookAround();
      sleepUntil(party().wakeAtMillis());
    } finally {
      todo = wishes;
      decided = told;
      if (!todo.isEmpty()) {
        wishes = new ArrayList<>();
      }
      if (!decided.isEmpty()) {
        told = new ArrayList<>();
      }
      lock.unlock();
    }
    for (int i = 0; i < todo.size(); i++) {
      todo.get(i).run();
    }
    if (toSend != null) {
      send(toSend);
    }
    if (!decided.isEmpty()) {
      tell(decided);
    }
  }

  private void tell(List<Awaited> decided) {
    Driver<?> before = TELLING.get();
    TELLING.set(this);
    try {
      for (Awaited one : decided) {
        one.tell();
      }
    } finally {
      TELLING.set(before);
    }
    if (before != this) {
      turn(it -> {});
    }
  }

  private @Nullable Line takeFrame() {
    Line to = line;
    if (to == null || !open || to.sending) {
      return null;
    }
    to.frame.clear();
    party().send(to.frame, now());
    to.sending = !to.frame.isEmpty();
    return to.sending ? to : null;
  }

  /** Sends one frame after the other until there is nothing to be sent, or the line is slow. */
  private void send(Line first) {
    for (Line to = first; to != null; to = sent(to)) {
      CompletableFuture<WebSocket> sending;
      try {
        sending = to.send();
      } catch (RuntimeException failure) {
        lost(to, NetworkTrouble.why(failure));
        return;
      }
      Line slow = to;
      if (!sending.isDone()) {
        var unused =
            sending.whenComplete(
                (socket, failure) -> {
                  if (failure != null) {
                    lost(slow, NetworkTrouble.why(failure));
                  } else {
                    more(slow);
                  }
                });
        return;
      }
      if (sending.isCompletedExceptionally()) {
        lost(to, NetworkTrouble.why(sending.exceptionNow()));
        return;
      }
    }
  }

  private void more(Line slow) {
    Line next = sent(slow);
    if (next != null) {
      send(next);
    }
  }

  /** A frame was sent: takes the next one. */
  private @Nullable Line sent(Line over) {
    lock.lock();
    try {
      over.sending = false;
      return over == line ? takeFrame() : null;
    } finally {
      lock.unlock();
    }
  }

  // Time.

  private void sleepUntil(long millis) {
    if (millis >= wakeAt) {
      return;
    }
    ScheduledFuture<?> later = wake;
    if (later != null) {
      later.cancel(false);
    }
    wakeAt = millis;
    long delay = millis - now();
    wake =
        Shared.timer()
            .schedule(
                () -> Thread.ofVirtual().name("sojourn-client-tick").start(this::tick),
                delay > 0 ? delay : OVERDUE_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  private void tick() {
    lock.lock();
    try {
      wakeAt = Long.MAX_VALUE;
      wake = null;
      party().tick(now());
    } finally {
      endTurn();
    }
  }

  // Lines.

  void opened(Line which) {
    lock.lock();
    try {
      if (which == line) {
        open = true;
        party().opened(which.number(), now());
      }
    } finally {
      endTurn();
    }
  }

  void heard(Line which) {
    lock.lock();
    try {
      party().heard(which.number(), now());
    } finally {
      lock.unlock();
    }
  }

  void received(Line which, List<ServerMessage> messages) {
    lock.lock();
    try {
      long now = now();
      P party = party();
      party.heard(which.number(), now);
      for (ServerMessage message : messages) {
        party.received(which.number(), message, now);
      }
    } finally {
      endTurnAfterTelling();
    }
  }

  /** As {@link #endTurn}, but the outcomes are told before anything is sent. */
  private void endTurnAfterTelling() {
    if (told.isEmpty()) {
      endTurn();
      return;
    }
    Driver<?> before = TELLING.get();
    TELLING.set(this);
    try {
      endTurn();
    } finally {
      TELLING.set(before);
    }
    turn(it -> {});
  }

  void lost(Line which, String detail) {
    which.abort();
    turn(it -> it.lost(which.number(), detail, now()));
  }

  /** Has the handler called, on a thread of its own. */
  void wish(Runnable what) {
    wishes.add(what);
  }

  // What the party wants.

  @Override
  public void connect(int number, URI server) {
    Line fresh = new Line(number, this);
    line = fresh;
    open = false;
    wishes.add(() -> fresh.connect(http, server));
  }

  @Override
  public void disconnect(int number) {
    Line old = line;
    if (old != null && old.number() == number) {
      line = null;
      boolean politely = party().isWelcome();
      wishes.add(politely ? old::close : old::abort);
    }
  }

  @Override
  public void ping(int number) {
    Line pinged = line;
    if (pinged != null && pinged.number() == number) {
      wishes.add(pinged::ping);
    }
  }

  @Override
  public void tell(Awaited decided) {
    told.add(decided);
  }
}
