package io.sojourn.check.simulation;

import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Reply;
import io.sojourn.session.Refusal;
import io.sojourn.session.SessionId;
import io.sojourn.wire.EntryCodec;
import io.sojourn.wire.EntryHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process of a node does for its clients: turns what they ask into entries while the node
 * leads, and tells them what came of it.
 */
final class Door {

  private static final int ENTRY_COMMANDS = 8;
  private static final int PIPELINE = 4;
  private static final int INBOX_MAX = 64;
  private static final long TICK_MICROS = 20_000;
  private static final long RESEND_MILLIS = 300;

  private final SimNode node;
  private final Scene scene;
  private final Bug bug;
  private final long proposer;
  private final Tampering tampering;
  private final List<Mail.Ask> inbox = new ArrayList<>();
  private final Map<Long, List<Mail.Ask>> outstanding = new HashMap<>();
  private final Map<SessionId, Integer> connections = new HashMap<>();
  private boolean flushing;
  private boolean ready;
  private boolean stuck;
  private long batches;
  private long timeBase;
  private long steadyBase;

  /**
   * Makes the door of a process.
   *
   * @param proposer names the process in the entries that it proposes
   */
  Door(SimNode node, Scene scene, long proposer) {
    this.node = node;
    this.scene = scene;
    this.bug = scene.bug();
    this.proposer = proposer;
    this.tampering = new Tampering(bug, scene.random());
  }

  /** Whether it leads and has granted the leases. */
  boolean isReady() {
    return ready;
  }

  private boolean leads() {
    return node.raft().isLeader();
  }

  private SimMachine machine() {
    return node.machine();
  }

  /** Takes nothing more, and says so to those who wait. */
  void close() {
    stuck |= ready && bug == Bug.STUCK_AFTER_STEPPING_DOWN;
    ready = false;
    inbox.forEach(this::sendElsewhere);
    inbox.clear();
    if (bug != Bug.ANSWERED_BY_INDEX) {
      outstanding
          .values()
          .forEach(
              asks ->
                  asks.forEach(ask -> node.tell(ask.client(), new Mail.Uncertain(ask.command()))));
      outstanding.clear();
    }
  }

  private void sendElsewhere(Mail.Ask ask) {
    node.tell(ask.client(), new Mail.NotLeader(node.raft().leader()));
  }

  /** Everything committed before is applied here: from now on this node's time counts. */
  void takeOver() {
    steadyBase = node.clock.steadyMillis(node.now());
    long wall = node.clock.wallMillis(node.now());
    timeBase = bug == Bug.TIME_GOES_BACK ? wall : Math.max(wall, machine().clusterTime());
    propose(
        List.of(),
        bug == Bug.LEASES_NOT_GRANTED
            ? new Command.ResendDue(0)
            : new Command.GrantLeases("n" + node.id, ""));
  }

  /** The cluster time by this leader's clock, which counts from when it began to lead. */
  private long stamp() {
    if (bug == Bug.TIME_FOLLOWS_WALL_CLOCK) {
      return Math.max(node.clock.wallMillis(node.now()), machine().clusterTime());
    }
    return timeBase + node.clock.steadyMillis(node.now()) - steadyBase;
  }

  void tick() {
    node.after(TICK_MICROS, this::tick);
    if (!leads() || !ready) {
      return;
    }
    long time = stamp();
    if (machine().nextDeadline() <= time && outstanding.size() < pipeline()) {
      if (bug == Bug.EXPIRY_TOLD_BEFORE_COMMIT) {
        machine().overdue(time).forEach(this::tellEnded);
      }
      propose(List.of());
    }
    if (machine().earliestPushSentAt() < time - RESEND_MILLIS) {
      propose(List.of(), new Command.ResendDue(time - RESEND_MILLIS));
    }
  }

  void take(Mail.Ask ask) {
    if (!leads() || !ready) {
      sendElsewhere(ask);
      return;
    }
    Reply early = tampering.answerAtOnce(ask.command(), machine());
    if (early != null) {
      node.tell(ask.client(), new Mail.Told(ask.command(), ask.sentAt(), early));
      return;
    }
    if (inbox.size() == INBOX_MAX) {
      Refusal full = Refusal.of(Refusal.Code.UNAVAILABLE, "Too much waits already.");
      node.tell(ask.client(), new Mail.Told(ask.command(), ask.sentAt(), new Reply.Refused(full)));
      return;
    }
    inbox.add(ask);
    flushSoon();
  }

  private void flushSoon() {
    if (!flushing && !inbox.isEmpty()) {
      flushing = true;
      node.after(200 + scene.random().nextInt(2_000), this::flush);
    }
  }

  private void flush() {
    flushing = false;
    if (!leads() || inbox.isEmpty() || outstanding.size() >= pipeline()) {
      return;
    }
    List<Mail.Ask> asks = inbox.subList(0, Math.min(inbox.size(), ENTRY_COMMANDS));
    List<Mail.Ask> taken = List.copyOf(asks);
    asks.clear();
    propose(taken);
    if (!inbox.isEmpty()) {
      flushSoon();
    }
  }

  private void propose(List<Mail.Ask> asks, Command... more) {
    List<byte[]> encoded = new ArrayList<>();
    for (Mail.Ask ask : asks) {
      Command command = tampering.proposed(ask.command(), machine());
      encoded.add(EntryCodec.encodeCommand(command));
    }
    for (Command command : more) {
      encoded.add(EntryCodec.encodeCommand(command));
    }
    long batch = ++batches;
    scene.witness().proposed(proposer, batch, asks);
    EntryHeader header = new EntryHeader(stamp(), proposer, batch);
    // Before the append: a node alone, or a wrong one, may apply at once.
    long key = bug == Bug.ANSWERED_BY_INDEX ? node.disk.log().lastIndex() + 1 : batch;
    outstanding.put(key, asks);
    node.raft().leadership.append(EntryCodec.encode(header, encoded).array(), 0);
    node.raft().leadership.advance();
  }

  private int pipeline() {
    return bug == Bug.ANSWERED_BY_INDEX ? Integer.MAX_VALUE : PIPELINE;
  }

  void read(Mail.Query query) {
    if (bug == Bug.STALE_READ && leads() && ready) {
      answer(query);
      return;
    }
    node.raft()
        .readIndex(
            index -> {
              if (index >= 0) {
                answer(query);
              } else {
                node.tell(query.client(), new Mail.NotLeader(node.raft().leader()));
              }
            });
  }

  private void answer(Mail.Query query) {
    Reply reply = machine().query(query.session(), query.epoch(), query.key());
    node.tell(query.client(), new Mail.QueryTold(query.read(), reply));
  }

  /** Answers those who asked for what an entry did, and spreads what it did besides. */
  void applied(long index, LogEntry entry, SimMachine.Step step) {
    boolean own = step.header().proposer() == proposer;
    long key = bug == Bug.ANSWERED_BY_INDEX ? index : step.header().batch();
    List<Mail.Ask> asks = own || bug == Bug.ANSWERED_BY_INDEX ? outstanding.remove(key) : null;
    if (asks != null) {
      for (int i = 0; i < Math.min(asks.size(), step.applied().replies().size()); i++) {
        answer(asks.get(i), step.applied().replies().get(i));
      }
      flushSoon();
    }
    if (leads()) {
      ready |= own && entry.term() == node.disk.term() && !stuck;
      step.applied().effects().forEach(this::spread);
    }
  }

  private void answer(Mail.Ask ask, Reply reply) {
    Reply told = tampering.told(ask.command(), reply);
    if (told == null) {
      inbox.addAll(tampering.elsewhere(ask));
      flushSoon();
      return;
    }
    SessionId session = sessionOf(ask.command());
    if (session != null && !(told instanceof Reply.Refused)) {
      connections.put(session, ask.client());
    }
    node.tell(ask.client(), new Mail.Told(ask.command(), ask.sentAt(), told));
  }

  static @Nullable SessionId sessionOf(Command command) {
    return switch (command) {
      case Command.CreateSession c -> c.id();
      case Command.Attach c -> c.id();
      case Command.Request c -> c.id();
      case Command.KeepAlive c -> c.id();
      case Command.Acknowledge c -> c.id();
      case Command.Reject c -> c.id();
      case Command.EndSession c -> c.id();
      default -> null;
    };
  }

  /** The epoch under which a client sent something; -1 if that has none. */
  static long epochOf(Command command) {
    return switch (command) {
      case Command.Request c -> c.epoch();
      case Command.KeepAlive c -> c.epoch();
      case Command.Acknowledge c -> c.epoch();
      case Command.Reject c -> c.epoch();
      case Command.EndSession c -> c.epoch();
      default -> -1;
    };
  }

  private void spread(Effect effect) {
    if (effect instanceof Effect.Pushed pushed) {
      Integer client = connections.get(pushed.to());
      if (client != null) {
        scene.tally().resent += pushed.again() ? 1 : 0;
        node.tell(client, pushed(pushed));
      }
    } else if (effect instanceof Effect.SessionEnded ended) {
      tellEnded(ended.session().id());
    }
  }

  static Mail.Pushed pushed(Effect.Pushed pushed) {
    return new Mail.Pushed(
        pushed.to(), pushed.number(), pushed.previous(), JournalStore.text(pushed.payload()));
  }

  private void tellEnded(SessionId session) {
    Integer client = connections.get(session);
    if (client != null) {
      node.tell(client, new Mail.Ended(session));
    }
  }

  /** Whether a refusal says that the session lives no more. */
  static boolean isDead(Reply reply) {
    return reply instanceof Reply.Refused refused
        && (refused.why().code() == Refusal.Code.SESSION_DEAD
            || refused.why().code() == Refusal.Code.SESSION_UNKNOWN);
  }
}
