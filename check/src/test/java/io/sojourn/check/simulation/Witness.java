package io.sojourn.check.simulation;

import io.sojourn.check.ExactlyOnce;
import io.sojourn.check.HistoryRecorder;
import io.sojourn.check.KeyValueSpec;
import io.sojourn.check.Linearizability;
import io.sojourn.check.Verdict;
import io.sojourn.check.Violation;
import io.sojourn.machine.Applied;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Reply;
import io.sojourn.machine.SnapshotRecord;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sees what every node applies and what every client is told, and says what of it must not be. What
 * the oracles O1 to O10 are is in {@code docs/faults.md}.
 */
final class Witness {

  /**
   * Something that must not be.
   *
   * @param oracle which oracle says so
   * @param what happened
   */
  record Finding(String oracle, String what) {}

  /** Behind a session's name: the numbers of its pushes are others than those of its requests. */
  private static final String PUSHES = "/push";

  private static final int FINDINGS_MAX = 20;
  private static final long SEARCH_STEPS = 2_000_000;

  /** How many entries lie between two comparisons of whole states. */
  private static final int DIGEST_EVERY = 16;

  private final Bug bug;
  private final Tally tally;
  private final List<Finding> findings = new ArrayList<>();
  private final HistoryRecorder<KeyValueSpec.Op, KeyValueSpec.Result> history =
      new HistoryRecorder<>();
  private final ExactlyOnce inOrder = new ExactlyOnce();
  private final ExactlyOnce inAnyOrder = new ExactlyOnce();
  private final Set<String> unordered = new HashSet<>();
  private final List<LogEntry> committed = new ArrayList<>();
  private final Map<Long, Integer> leaders = new HashMap<>();
  private final Map<Long, Integer> outcomes = new HashMap<>();
  private final Map<Long, String> digests = new HashMap<>();
  private final Map<String, Set<Long>> handled = new HashMap<>();
  private final LeaseModel leases;
  private final EventQueue queue;

  Witness(Bug bug, EventQueue queue, Tally tally) {
    this.bug = bug;
    this.queue = queue;
    this.tally = tally;
    this.leases = new LeaseModel(this, tally);
  }

  HistoryRecorder<KeyValueSpec.Op, KeyValueSpec.Result> history() {
    return history;
  }

  List<Finding> findings() {
    return findings;
  }

  void found(String oracle, String what) {
    if (findings.size() < FINDINGS_MAX) {
      findings.add(new Finding(oracle, what));
    }
  }

  void inAnyOrder(SessionId session) {
    unordered.add(session.toString());
  }

  private ExactlyOnce oracleOf(String session) {
    String owner =
        session.endsWith(PUSHES)
            ? session.substring(0, session.length() - PUSHES.length())
            : session;
    return unordered.contains(owner) ? inAnyOrder : inOrder;
  }

  /** A node has won an election. */
  void elected(int node, long term) {
    Integer before = leaders.putIfAbsent(term, node);
    if (before != null && before != node) {
      found("O7", "nodes " + before + " and " + node + " were elected in term " + term);
    }
  }

  /** A node is about to append what those clients asked. */
  void proposed(long proposer, long batch, List<Mail.Ask> asks) {
    leases.proposed(proposer, batch, asks);
  }

  /** A node goes past an entry of the log itself. */
  void passed(int node, long index, LogEntry entry) {
    compare(node, index, entry);
  }

  void applied(int node, long index, LogEntry entry, SimMachine.Step step, SimMachine machine) {
    boolean first = compare(node, index, entry);
    int outcome = fingerprint(step.applied());
    Integer before = outcomes.putIfAbsent(index, outcome);
    if (before != null && before != outcome) {
      found("O7", "entry " + index + " had another outcome on node " + node);
    }
    if (first) {
      tally.entries++;
      leases.apply(index, entry.term(), step, queue.now());
    }
    if (index % DIGEST_EVERY == 0) {
      compareStates(node, index, machine);
    }
  }

  /** A node has the state of a snapshot instead of its own. */
  void restored(int node, long index, SimMachine machine) {
    if (machine.index() == index) {
      compareStates(node, index, machine);
    }
  }

  void compareStates(int node, long index, SimMachine machine) {
    String digest = machine.digest();
    String before = digests.putIfAbsent(index, digest);
    if (before != null && !before.equals(digest)) {
      found("O7", "the state after entry " + index + " is another one on node " + node);
    }
  }

  /** Compares an entry with what others applied there; true if nobody had yet. */
  private boolean compare(int node, long index, LogEntry entry) {
    if (index == committed.size() + 1) {
      committed.add(entry);
      return true;
    }
    if (index > committed.size()) {
      found("O7", "entry " + index + " was applied before entry " + (index - 1));
      return false;
    }
    LogEntry before = committed.get((int) index - 1);
    if (before.term() != entry.term()
        || before.members() != entry.members()
        || !Arrays.equals(before.bytes(), entry.bytes())) {
      found("O7", "entry " + index + " is another one on node " + node);
    }
    return false;
  }

  private static int fingerprint(Applied applied) {
    int print = 0;
    for (Reply reply : applied.replies()) {
      print =
          31 * print
              + switch (reply) {
                case Reply.Executed executed -> Arrays.hashCode(executed.reply());
                case Reply.Attached attached -> attached.session().hashCode();
                case Reply.SettingIs setting -> Arrays.hashCode(setting.value());
                default -> reply.hashCode();
              };
    }
    for (Effect effect : applied.effects()) {
      print =
          31 * print
              + switch (effect) {
                case Effect.Pushed pushed ->
                    31 * Arrays.hashCode(pushed.payload()) + Long.hashCode(pushed.number());
                case Effect.PushDied died -> died.to().hashCode();
                case Effect.SettingChanged setting -> Arrays.hashCode(setting.value());
                default -> effect.hashCode();
              };
    }
    return print;
  }

  /** A client was told that its session is over. */
  void toldDead(SessionId session) {
    if (!leases.hasEnded(session)) {
      found("O6", "a client was told of the end of " + session + " before it was committed");
    }
  }

  /** A client was told of something that renews the lease, and which it sent at that time. */
  void renewed(SessionId session, long sentAt) {
    leases.renewed(session, sentAt);
  }

  void acknowledged(String session, long sequence, String command, String reply) {
    oracleOf(session)
        .acknowledged(new ExactlyOnce.Acknowledgement(session, sequence, command, reply));
  }

  /** A client has done what a push wants. */
  void handled(SessionId session, long number, String payload) {
    tally.pushes++;
    String name = session.toString();
    if (!handled.computeIfAbsent(name, s -> new HashSet<>()).add(number)) {
      found("O1", "push " + number + " of " + name + " was handled twice");
    }
    oracleOf(name)
        .acknowledged(
            new ExactlyOnce.Acknowledgement(name + PUSHES, number, "push " + payload, payload));
  }

  /** Pushes of these sessions which no client has handled. */
  List<String> unhandled(SimMachine machine, Set<SessionId> held) {
    List<String> missing = new ArrayList<>();
    for (String[] line : journal(machine)) {
      if (line[1].equals("applied") && line[2].endsWith(PUSHES)) {
        String session = line[2].substring(0, line[2].length() - PUSHES.length());
        if (held.contains(SessionId.parse(session))
            && !line[5].endsWith(Drawing.MORTAL)
            && !handled.getOrDefault(session, Set.of()).contains(Long.parseLong(line[3]))) {
          missing.add("push " + line[3] + " to " + session);
        }
      }
    }
    return missing;
  }

  /** The lines of the journal, each as its fields, in the order of the log. */
  private static List<String[]> journal(SimMachine machine) {
    List<String> lines = new ArrayList<>();
    for (SnapshotRecord row : machine.rows()) {
      if (row instanceof SnapshotRecord.UserRow user && JournalStore.isJournal(user.name())) {
        lines.add(user.name() + "|" + JournalStore.text(user.value()));
      }
    }
    lines.sort(null);
    return lines.stream().map(line -> line.split("\\|", -1)).toList();
  }

  /** Judges the whole run, given the state that survived it. */
  void judge(SimMachine survivor) {
    Map<String, String> sessionOfNonce = new LinkedHashMap<>();
    long index = 0;
    for (String[] line : journal(survivor)) {
      index++;
      switch (line[1]) {
        case "applied" -> {
          tally.applied++;
          oracleOf(line[2])
              .applied(
                  new ExactlyOnce.Application(
                      line[2], Long.parseLong(line[3]), line[4], index, line[5]));
        }
        case "created" -> {
          tally.sessions++;
          String other = sessionOfNonce.putIfAbsent(line[3], line[2]);
          if (other != null) {
            found("O1", "sessions " + other + " and " + line[2] + " were created by one nonce");
          }
        }
        case "ended" -> oracleOf(line[2]).ended(line[2], index);
        default -> found("O7", "a journal line that nobody wrote: " + line[1]);
      }
    }
    leases.judge();
    inOrder.check(new ExactlyOnce.Demands(true, 0, 0, 0, 0)).forEach(this::found);
    inAnyOrder.check(new ExactlyOnce.Demands(false, 0, 0, 0, 0)).forEach(this::found);
    Verdict verdict = Linearizability.check(history.history(), new KeyValueSpec(), SEARCH_STEPS);
    if (!(verdict instanceof Verdict.Linearizable)) {
      found("O5", verdict.toString());
    }
  }

  private void found(Violation violation) {
    String oracle =
        switch (violation) {
          case Violation.AppliedTwice twice -> "O1";
          case Violation.AcknowledgedButMissing missing -> "O2";
          case Violation.AnotherReply another -> "O3";
          case Violation.OutOfOrder order -> "O4";
          case Violation.AppliedAfterEnd late -> "O6";
          case Violation.Vacuous vacuous -> "O10";
        };
    found(oracle, violation.toString());
  }

  /** A machine that has applied the whole log from its first entry on. */
  SimMachine replay() {
    SimMachine machine = new SimMachine(bug);
    for (int i = 0; i < committed.size(); i++) {
      if (committed.get(i).bytes().length > 0) {
        machine.apply(i + 1, committed.get(i), 0);
      }
    }
    return machine;
  }
}
