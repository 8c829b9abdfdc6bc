package io.sojourn.check;

import io.sojourn.channel.PushQueueImage;
import io.sojourn.channel.RequestWindowImage;
import io.sojourn.machine.Applied;
import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Entry;
import io.sojourn.machine.Reply;
import io.sojourn.machine.SessionMachine;
import io.sojourn.machine.SnapshotCursor;
import io.sojourn.machine.SnapshotRecord;
import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One node: the real kernel over a log in a list, of which a crash takes what was not synced. */
final class SimNode {

  private final Bug bug;
  private final Consumer<Mail> network;
  private final List<Entry> log = new ArrayList<>();
  private final List<Mail.Ask> inbox = new ArrayList<>();
  private final Map<Long, List<Mail.Ask>> askers = new HashMap<>();
  private List<SnapshotRecord> snapshot = List.of();
  private Map<SessionId, SnapshotRecord.SessionRow> olderSessions = Map.of();
  private Map<String, String> olderView = Map.of();
  private int synced;
  private SessionMachine machine;
  private JournalStore store;

  private final Map<Long, Reply> lastBySequence = new HashMap<>();
  private long substitutes;

  SimNode(Bug bug, Consumer<Mail> network) {
    this.bug = bug;
    this.network = network;
    this.store = new JournalStore();
    this.machine = new SessionMachine(Limits.DEFAULT, store);
  }

  void receive(Mail.Ask ask) {
    inbox.add(ask);
  }

  void answer(Mail.Query query) {
    Map<String, String> from = bug == Bug.STALE_READ ? olderView : store.view;
    network.accept(
        new Mail.QueryTold(
            query.client(), query.operation(), Optional.ofNullable(from.get(query.key()))));
  }

  /** Writes all that waits as one entry, which is not on disk yet. */
  void append(long now, Command... more) {
    long last = log.isEmpty() ? durableIndex() : log.get(log.size() - 1).index();
    List<Command> commands = new ArrayList<>(inbox.stream().map(Mail.Ask::command).toList());
    commands.addAll(List.of(more));
    askers.put(last + 1, List.copyOf(inbox));
    inbox.clear();
    log.add(new Entry(last + 1, now, commands));
    if (bug == Bug.REPLY_BEFORE_SYNC) {
      applyAll();
    }
  }

  /** Brings the log to disk; only then is it applied and answered. */
  void sync() {
    synced = log.size();
    applyAll();
  }

  private void applyAll() {
    for (Entry entry : List.copyOf(log)) {
      if (entry.index() > machine.index()) {
        tell(askers.getOrDefault(entry.index(), List.of()), machine.apply(entry));
        askers.remove(entry.index());
      }
    }
  }

  private void tell(List<Mail.Ask> asked, Applied applied) {
    for (int i = 0; i < asked.size(); i++) {
      Mail.Ask ask = asked.get(i);
      Reply reply = applied.replies().get(i);
      if (ask.command() instanceof Command.Request request) {
        if (bug == Bug.RETRY_AFTER_EXPIRY_EXECUTES && isDead(reply)) {
          executeElsewhere(ask.client(), request);
          continue;
        }
        reply = kept(request, reply);
      }
      network.accept(new Mail.Told(ask.client(), ask.command(), reply));
    }
    for (Effect effect : applied.effects()) {
      if (effect instanceof Effect.Pushed pushed) {
        network.accept(
            new Mail.Pushed(pushed.to(), pushed.number(), JournalStore.text(pushed.payload())));
      }
    }
  }

  private static boolean isDead(Reply reply) {
    return reply instanceof Reply.Refused refused
        && (refused.why().code() == Refusal.Code.SESSION_DEAD
            || refused.why().code() == Refusal.Code.SESSION_UNKNOWN);
  }

  private void executeElsewhere(int client, Command.Request request) {
    SessionId substitute = new SessionId(99, ++substitutes);
    inbox.add(new Mail.Ask(client, new Command.CreateSession(substitute, SimClient.asked())));
    inbox.add(
        new Mail.Ask(
            client,
            new Command.Request(
                substitute,
                0,
                request.sequence(),
                0,
                request.fingerprint(),
                request.body(),
                true)));
  }

  private Reply kept(Command.Request request, Reply reply) {
    if (!(reply instanceof Reply.Executed executed)) {
      return reply;
    }
    if (!executed.replayed()) {
      lastBySequence.put(request.sequence(), reply);
    } else if (bug == Bug.REPLY_OF_ANOTHER_SESSION) {
      return lastBySequence.getOrDefault(request.sequence(), reply);
    }
    return reply;
  }

  /** Saves what has been applied, and drops the entries that it covers. */
  void snapshot() {
    List<SnapshotRecord> records = new ArrayList<>();
    SnapshotCursor cursor = machine.snapshot();
    for (SnapshotRecord row = cursor.next(); row != null; row = cursor.next()) {
      records.add(row instanceof SnapshotRecord.SessionRow session ? saved(session) : row);
    }
    olderSessions = new HashMap<>();
    for (SnapshotRecord record : snapshot) {
      if (record instanceof SnapshotRecord.SessionRow session) {
        olderSessions.put(session.session().id(), session);
      }
    }
    snapshot = records;
    olderView = Map.copyOf(store.view);
    int before = log.size();
    log.removeIf(entry -> entry.index() <= machine.index());
    synced = Math.max(0, synced - (before - log.size()));
  }

  private SnapshotRecord saved(SnapshotRecord.SessionRow row) {
    RequestWindowImage window = row.window();
    PushQueueImage pushes = row.pushes();
    if (bug == Bug.REPLIES_NOT_IN_SNAPSHOT) {
      window = null;
    } else if (bug == Bug.MARK_GOES_BACK && window != null) {
      window = new RequestWindowImage(0, window.replies());
    } else if (bug == Bug.PUSH_NUMBER_REUSED && pushes != null && pushes.pushes().isEmpty()) {
      pushes = null;
    }
    return new SnapshotRecord.SessionRow(row.session(), window, pushes, row.deadLetters());
  }

  /** Stops without warning, and starts again from what is on disk. */
  void crashAndRestart() {
    while (log.size() > synced) {
      log.remove(log.size() - 1);
    }
    inbox.clear();
    askers.clear();
    lastBySequence.clear();
    store = new JournalStore();
    machine = new SessionMachine(Limits.DEFAULT, store);
    for (SnapshotRecord record : snapshot) {
      SnapshotRecord row = record;
      if (bug == Bug.SESSIONS_OLDER_THAN_DATA && row instanceof SnapshotRecord.SessionRow session) {
        row = olderSessions.getOrDefault(session.session().id(), session);
      }
      if (row instanceof SnapshotRecord.UserRow user) {
        store.restore(user.name(), user.value());
      }
      machine.restore(row);
    }
    log.forEach(machine::apply);
  }

  private long durableIndex() {
    return snapshot.isEmpty() ? 0 : ((SnapshotRecord.Header) snapshot.get(0)).index();
  }

  String digest() {
    return HexFormat.of().formatHex(machine.digest());
  }

  /** The lines of the journal, in the order of the log. */
  List<String> journal() {
    List<String> lines = new ArrayList<>();
    SnapshotCursor cursor = machine.snapshot();
    for (SnapshotRecord row = cursor.next(); row != null; row = cursor.next()) {
      if (row instanceof SnapshotRecord.UserRow user && JournalStore.isJournal(user.name())) {
        lines.add(user.name() + "|" + JournalStore.text(user.value()));
      }
    }
    lines.sort(null);
    return lines;
  }
}
