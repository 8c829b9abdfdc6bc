package io.sojourn.campaign;

import io.sojourn.check.History;
import io.sojourn.check.KeyValueSpec;
import io.sojourn.client.SojournClient;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.KvEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** A cluster of three processes, ten clients, and the faults of a seed; then the judgement. */
final class Campaign {

  private static final int NODES = 3;
  private static final int DONE_MIN_PER_FAULT = 20;

  private final long seed;
  private final Journal journal;
  private final Evidence evidence = new Evidence();
  private final Counts counts = new Counts();
  private final List<Long> outages = new ArrayList<>();

  Campaign(long seed, Journal journal) {
    this.seed = seed;
    this.journal = journal;
  }

  /**
   * Runs at least one deck of faults, and goes on while there is time.
   *
   * @param folder for the nodes, made if need be
   */
  Findings run(Path folder, Duration atLeast) throws Exception {
    long end = System.nanoTime() + atLeast.toNanos();
    try (Fleet fleet = Fleet.launch(folder, NODES);
        Watch watch = Watch.over(fleet)) {
      journal.note("seed " + seed + ": three nodes, " + fleet.awaitLeader() + " leads");
      Workload workload = new Workload(fleet, seed, evidence);
      workload.start();
      workload.awaitProgressOfAllSince(System.nanoTime());
      Injector injector = new Injector(fleet, workload, journal);
      int decks = 0;
      do {
        inflict(injector, Plan.deck(seed, decks++), decks == 1 ? Long.MAX_VALUE : end);
      } while (System.nanoTime() < end);
      long healed = System.nanoTime();
      fleet.heal();
      workload.awaitProgressOfAllSince(healed);
      workload.end();
      journal.note("the clients are done; every one of them got on after the last fault");
      readAll(fleet);
      Map<String, List<KvEntry>> contents = contents(fleet);
      watch.lookAgain();
      count(injector, watch);
      return judge(injector, contents);
    }
  }

  private static void inflict(Injector injector, Plan plan, long end) throws Exception {
    for (Plan.Step step : plan.steps()) {
      if (end != Long.MAX_VALUE && System.nanoTime() > end) {
        return;
      }
      injector.run(step);
    }
  }

  /** A read of every shared key at the end, which the history has to explain too. */
  private void readAll(Fleet fleet) throws Exception {
    TreeSet<String> keys = new TreeSet<>();
    evidence.history.history().operations().forEach(operation -> keys.add(operation.op().key()));
    try (SojournClient client = Worker.reader(fleet)) {
      client.connect();
      for (String key : keys) {
        KvCommand.Get get = new KvCommand.Get(key);
        int id = evidence.history.invoke("reader", new KeyValueSpec.Get(key));
        evidence.history.ok(id, Answers.result(Contents.ask(client, get), get));
      }
    }
  }

  private Map<String, List<KvEntry>> contents(Fleet fleet) throws Exception {
    fleet.awaitEqualLogs();
    Map<String, List<KvEntry>> contents = new LinkedHashMap<>();
    for (Node node : fleet.nodes()) {
      List<KvEntry> entries = Contents.of(fleet, node);
      journal.note(node + " has the whole log, and holds " + entries.size() + " keys");
      contents.put(node.name(), entries);
    }
    return contents;
  }

  private void count(Injector injector, Watch watch) {
    long faults = injector.done().values().stream().mapToInt(Integer::intValue).sum();
    History<KeyValueSpec.Op, KeyValueSpec.Result> history = evidence.history.history();
    counts.count("faults", faults, Fault.values().length);
    counts.count("kinds of faults", injector.done().size(), Fault.values().length);
    counts.count("nodes killed", injector.nodesKilled(), NODES + 2);
    counts.count("leader changes", watch.leaderChanges(), 2);
    counts.count("commands and queries done", evidence.done.sum(), faults * DONE_MIN_PER_FAULT);
    counts.count("commands counted once", evidence.acknowledged().size(), faults);
    counts.count("operations on shared keys", history.operations().size(), faults);
    counts.count("lines lost by clients", evidence.lost.sum(), 10);
    counts.count("retries answered with the kept reply", watch.replayed(), 1);
    counts.count("commands with an unknown outcome", evidence.unknown.sum(), 0);
    counts.count("commands refused", evidence.refused.sum(), 0);
  }

  private Findings judge(Injector injector, Map<String, List<KvEntry>> contents) {
    for (long kill : injector.leaderKills()) {
      evidence.spans().stream()
          .filter(span -> span.invoked() - kill > 0)
          .mapToLong(span -> span.answered() - kill)
          .min()
          .ifPresent(nanos -> outages.add(TimeUnit.NANOSECONDS.toMillis(nanos)));
    }
    List<String> wrong = new ArrayList<>(Judge.judge(evidence, contents));
    counts.vacuous().forEach(violation -> wrong.add("O10: " + violation));
    Findings findings = new Findings(seed, counts.rows(), outages, wrong);
    journal.note(findings.verdict());
    return findings;
  }
}
