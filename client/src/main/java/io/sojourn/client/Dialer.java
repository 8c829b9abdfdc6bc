package io.sojourn.client;

import org.jspecify.annotations.Nullable;

/**
 * Gets the client a connection that holds the session, watches it, and gets another when it is
 * lost. Knows which connection counts. Not thread-safe, and knows no clock: times are given to it.
 */
final class Dialer {

  /*
   * Connections are numbered: what is heard of an old one counts no more. The number is not the epoch,
   * which the server counts: an attempt to continue whose answer was lost may still be executed, and
   * then fences the connection that was made after it. A client that is fenced therefore goes on if it
   * has such an attempt to its name, and only else believes that another client took the session over.
   */

  private enum Phase {
    /** Not begun. */
    NEW,
    /** Between two attempts. */
    WAITING,
    /** An attempt was begun. */
    CONNECTING,
    /** There is a connection, on which the session was or is to be asked for. */
    GREETING,
    /** There is a connection that holds the session. */
    OPEN,
    /** There will be no further connection. */
    OVER
  }

  /** For so long an attempt whose answer was lost may turn up in the log. */
  private static final long LATE_MILLIS = 60_000;

  private final Servers servers;
  private final Backoff backoff;
  private final Liveness liveness;
  private final Lines around;
  private final long attemptMillis;
  private Phase phase = Phase.NEW;
  private int line;
  private boolean greeted;
  private boolean proven;
  private int lateGreetings;
  private long heldSince;
  private long phaseEndsAt = Long.MAX_VALUE;
  private String lastLoss = "not connected yet";

  /**
   * Makes a dialer that waits for {@link #connect}.
   *
   * @param liveness of the connection that holds the session
   * @param lateGreetings how many attempts were made before whose answers are not known
   */
  Dialer(
      ClientOptions options,
      Servers servers,
      Backoff backoff,
      Liveness liveness,
      Lines around,
      int lateGreetings) {
    this.servers = servers;
    this.backoff = backoff;
    this.liveness = liveness;
    this.around = around;
    this.attemptMillis = options.connecting().attempt().toMillis();
    this.lateGreetings = lateGreetings;
  }

  /** Whether there was no attempt yet. */
  boolean isNew() {
    return phase == Phase.NEW;
  }

  boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /** What the last connection or attempt was lost by. */
  String lastLoss() {
    return lastLoss;
  }

  void connect(long now) {
    line++;
    phase = Phase.CONNECTING;
    phaseEndsAt = now + attemptMillis;
    around.connect(line, servers.next());
  }

  void opened(int which, long now) {
    if (which == line && phase == Phase.CONNECTING) {
      phase = Phase.GREETING;
      phaseEndsAt = now + attemptMillis;
      greeted = false;
    }
  }

  /** Whether the session is to be asked for now; once per connection. */
  boolean greets() {
    boolean now = phase == Phase.GREETING && !greeted;
    greeted |= now;
    return now;
  }

  /** The server has answered the greeting: it was not executed, and will not be. */
  void refused() {
    greeted = false;
  }

  /** Whether what is heard on this line counts. */
  boolean hears(int which) {
    return which == line && (phase == Phase.GREETING || phase == Phase.OPEN);
  }

  /** Whether the loss of this line is news. */
  boolean loses(int which) {
    return which == line && (hears(which) || phase == Phase.CONNECTING);
  }

  /** Something came over this line, if only a sign of life. */
  void heard(int which, long now) {
    if (which == line) {
      liveness.heard(now);
    }
  }

  /** The connection holds the session. */
  void held(long now) {
    phase = Phase.OPEN;
    phaseEndsAt = Long.MAX_VALUE;
    heldSince = now;
    proven = false;
    servers.served();
  }

  /** The server has answered something: the next loss is a new misfortune. */
  void proven() {
    if (!proven) {
      proven = true;
      backoff.reset();
    }
  }

  /** Gives the connection or attempt up and tries again. */
  void lose(String detail, boolean atOnce, long now) {
    if (phase == Phase.GREETING && greeted) {
      lateGreetings++;
    }
    lastLoss = detail;
    around.disconnect(line);
    phase = Phase.WAITING;
    if (atOnce) {
      connect(now);
    } else {
      phaseEndsAt = now + backoff.nextMillis();
    }
  }

  /** The server of now is of no use: another is tried next. */
  void skipServer() {
    servers.skip();
  }

  /** Notes who leads, and says whether that one is to be tried at once. */
  boolean follow(String leader) {
    return servers.follow(leader);
  }

  /** Whether it may be an earlier attempt of this client that has the session now; asked once. */
  boolean isFencedByItself(long now) {
    if (lateGreetings == 0 || now - heldSince >= LATE_MILLIS) {
      return false;
    }
    lateGreetings--;
    return true;
  }

  /**
   * Lets time pass: begins the next attempt after the pause, and asks a silent server for a sign of
   * life.
   *
   * @return why the connection or attempt of now is to be given up, or null
   */
  @Nullable String tick(long now) {
    boolean overdue = now >= phaseEndsAt;
    return switch (phase) {
      case NEW, OVER -> null;
      case WAITING -> {
        if (overdue) {
          connect(now);
        }
        yield null;
      }
      case CONNECTING, GREETING -> overdue ? "no answer in time" : null;
      case OPEN -> watch(now);
    };
  }

  private @Nullable String watch(long now) {
    return switch (liveness.check(now)) {
      case NOTHING -> null;
      case PING -> {
        around.ping(line);
        yield null;
      }
      case SILENT -> {
        skipServer();
        yield "no sign of life";
      }
      case UNANSWERED -> {
        skipServer();
        yield "nothing was answered in time";
      }
    };
  }

  /** When {@link #tick} has something to do. */
  long wakeAtMillis() {
    return isOpen() ? liveness.wakeAtMillis() : phaseEndsAt;
  }

  void end() {
    if (phase != Phase.NEW && phase != Phase.WAITING) {
      around.disconnect(line);
    }
    phase = Phase.OVER;
    phaseEndsAt = Long.MAX_VALUE;
  }
}
