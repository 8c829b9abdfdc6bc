package io.sojourn.campaign;

import io.sojourn.kv.KvEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Duplicates: each command is sent 1 to 20 times over several connections to all nodes, and the
 * leader is killed on the way. Each has to be executed once, and every answer to it is the same.
 */
final class Storm {

  private static final int NODES = 3;
  private static final int SESSIONS = 20;

  private final long seed;
  private final int commands;
  private final Journal journal;
  private final StormTally tally = new StormTally();

  /**
   * Makes one.
   *
   * @param commands how many, at least as many as sessions
   */
  Storm(long seed, int commands, Journal journal) {
    this.seed = seed;
    this.commands = commands;
    this.journal = journal;
  }

  /**
   * Runs it.
   *
   * @param folder for the nodes, made if need be
   */
  Findings run(Path folder) throws Exception {
    try (Fleet fleet = Fleet.launch(folder, NODES)) {
      journal.note("seed " + seed + ": a storm of " + commands + " commands");
      List<StormSession> sessions = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int number = 0; number < SESSIONS; number++) {
        int share = commands / SESSIONS + (number < commands % SESSIONS ? 1 : 0);
        StormSession session =
            new StormSession("s" + number, seed * SESSIONS + number, share, fleet, tally);
        sessions.add(session);
        threads.add(Thread.ofPlatform().daemon(true).start(session));
      }
      awaitAnswered(commands / 2);
      Node leader = fleet.awaitLeader();
      journal.note("half of them are answered; " + leader + ", which leads, is killed");
      leader.kill();
      leader.startAgain();
      awaitAnswered(commands);
      for (Thread thread : threads) {
        thread.join();
      }
      journal.note("all are answered");
      fleet.awaitEqualLogs();
      for (Node node : fleet.nodes()) {
        judge(node, Contents.of(fleet, node), sessions);
      }
      return findings();
    }
  }

  /** Waits while there is progress. */
  private void awaitAnswered(int number) throws Exception {
    while (tally.answered.sum() < number) {
      long before = tally.answered.sum();
      Patience.awaitTrue(
          "more than " + before + " answers",
          () -> tally.answered.sum() > before || !tally.wrong().isEmpty());
      if (!tally.wrong().isEmpty()) {
        throw new IllegalStateException(String.join("; ", tally.wrong()));
      }
    }
  }

  private void judge(Node node, List<KvEntry> contents, List<StormSession> sessions) {
    Map<String, String> values = new HashMap<>();
    contents.forEach(entry -> values.put(entry.key(), Answers.text(entry.value())));
    long sum = 0;
    for (StormSession session : sessions) {
      String value = values.getOrDefault(session.key(), "0");
      sum += Long.parseLong(value);
      if (Long.parseLong(value) != session.commands()) {
        tally.wrong(
            "O1, O2: at "
                + node
                + " "
                + session.key()
                + " is "
                + value
                + " after "
                + session.commands()
                + " commands");
      }
    }
    journal.note(node + " has executed " + sum + " commands");
  }

  private Findings findings() {
    Counts counts = new Counts();
    counts.count("commands", tally.answered.sum(), commands);
    counts.count("copies sent", tally.copies.sum(), 5L * commands);
    counts.count("replies", tally.replies.sum(), commands);
    counts.count("replies that were kept ones", tally.replayed.sum(), commands);
    counts.count("copies refused or uncertain", tally.errors.sum(), 0);
    counts.count("connections", tally.connections.sum(), SESSIONS);
    counts.count("connections that a follower sent away", tally.sentAway.sum(), 1);
    counts.count("connections broken off with copies under way", tally.brokenOff.sum(), 1);
    List<String> wrong = new ArrayList<>(tally.wrong());
    counts.vacuous().forEach(violation -> wrong.add("O10: " + violation));
    Findings findings = new Findings(seed, counts.rows(), List.of(), wrong);
    journal.note(findings.verdict());
    return findings;
  }
}
