package io.sojourn.check;

import io.sojourn.machine.Command;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** One run: clients, a network that does what it likes, and a node that crashes; all by a seed. */
final class Simulation {

  private static final int STEPS = 250;
  private static final int CALM_ROUNDS = 60;
  private static final long SEARCH_STEPS = 100_000;

  /**
   * What a run came to.
   *
   * @param violations of exactly-once
   * @param verdict about what clients read and wrote
   * @param settled whether everything was answered once the network was calm
   * @param sameAfterRestart whether snapshot and log gave the same state as the run itself
   * @param events how often what happened
   */
  record Result(
      List<Violation> violations,
      Verdict verdict,
      boolean settled,
      boolean sameAfterRestart,
      Map<String, Integer> events) {

    /** The oracle that first saw something wrong; empty if none did. */
    String caughtBy() {
      if (!violations.isEmpty()) {
        return violations.get(0).getClass().getSimpleName();
      }
      return verdict instanceof Verdict.Linearizable ? "" : verdict.getClass().getSimpleName();
    }
  }

  private final SplittableRandom random;
  private final List<Mail> network = new ArrayList<>();
  private final List<SimClient> clients = new ArrayList<>();
  private final long[] silentUntil;
  private final Set<Integer> answered = new HashSet<>();
  private final SimClient.Records records =
      new SimClient.Records(new HistoryRecorder<>(), new ExactlyOnce());
  private final SimNode node;
  private final Map<String, Integer> events = new TreeMap<>();
  private final int lossPercent;
  private final int repeatPercent;
  private final int crashPermille;
  private long now = 1_700_000_000_000L;

  Simulation(long seed, Bug bug) {
    this.random = new SplittableRandom(seed);
    this.lossPercent = random.nextInt(30);
    this.repeatPercent = random.nextInt(40);
    this.crashPermille = 5 + random.nextInt(30);
    this.node = new SimNode(bug, network::add);
    int count = 2 + random.nextInt(4);
    this.silentUntil = new long[count];
    for (int i = 0; i < count; i++) {
      clients.add(new SimClient(i, bug, random, network::add, records));
    }
  }

  Result run(ExactlyOnce.Demands demands) {
    for (int step = 0; step < STEPS; step++) {
      now += random.nextInt(20);
      act();
      for (int i = 0; i < 3; i++) {
        deliverOne();
      }
    }
    boolean settled = settle();
    String before = node.digest();
    node.crashAndRestart();
    boolean same = before.equals(node.digest());
    readJournal();
    Verdict verdict =
        Linearizability.check(records.history().history(), new KeyValueSpec(), SEARCH_STEPS);
    return new Result(records.oracle().check(demands), verdict, settled, same, events);
  }

  private void act() {
    int client = random.nextInt(clients.size());
    if (now >= silentUntil[client]) {
      clientActs(client);
    }
    int event = random.nextInt(1000);
    if (event < crashPermille) {
      count("crashes");
      node.crashAndRestart();
      node.append(now, new Command.GrantLeases("", ""));
    } else if (event < 500) {
      node.append(now);
    } else if (event < 850) {
      node.sync();
    } else if (event < 900) {
      count("snapshots");
      node.snapshot();
    } else if (event < 950) {
      node.append(now, new Command.ResendDue(now - 50));
    }
  }

  private void clientActs(int number) {
    SimClient client = clients.get(number);
    int event = random.nextInt(100);
    if (event < 40) {
      client.begin(clients);
    } else if (event < 75) {
      client.retry();
    } else if (event < 90) {
      client.query();
    } else if (event < 93) {
      client.giveUp();
    } else if (event < 96) {
      client.reconnect();
    } else if (event < 98) {
      count("silences");
      silentUntil[number] = now + 200 + random.nextInt(1000);
    }
  }

  private void deliverOne() {
    if (network.isEmpty()) {
      return;
    }
    int at = random.nextInt(network.size());
    Mail mail = network.get(at);
    if (random.nextInt(100) < repeatPercent) {
      count("repeats");
    } else {
      network.set(at, network.get(network.size() - 1));
      network.remove(network.size() - 1);
    }
    if (random.nextInt(100) < lossPercent) {
      count("losses");
    } else {
      deliver(mail);
    }
  }

  private void deliver(Mail mail) {
    switch (mail) {
      case Mail.Ask ask -> node.receive(ask);
      case Mail.Query query -> node.answer(query);
      case Mail.Told told -> {
        if (now >= silentUntil[told.client()]) {
          clients.get(told.client()).told(told);
        }
      }
      case Mail.QueryTold told -> queryTold(told);
      case Mail.Pushed pushed ->
          clients.stream()
              .filter(client -> client.session().equals(pushed.session()))
              .forEach(c -> c.pushed(pushed.session(), pushed.number(), pushed.payload()));
    }
  }

  private void queryTold(Mail.QueryTold told) {
    if (answered.add(told.operation())) {
      records.history().ok(told.operation(), new KeyValueSpec.Value(told.value()));
    }
  }

  /** With a network that loses nothing any more, everything that is open is answered. */
  private boolean settle() {
    for (int i = 0; i < silentUntil.length; i++) {
      silentUntil[i] = 0;
    }
    for (int round = 0; round < CALM_ROUNDS; round++) {
      while (!network.isEmpty()) {
        deliver(network.remove(0));
      }
      node.append(++now);
      node.sync();
      if (network.isEmpty() && clients.stream().allMatch(SimClient::isSettled)) {
        return true;
      }
      clients.stream().filter(client -> !client.isSettled()).forEach(SimClient::retry);
    }
    return false;
  }

  private void readJournal() {
    long index = 0;
    for (String line : node.journal()) {
      String[] fields = line.split("\\|", -1);
      index++;
      if (fields[1].equals("ended")) {
        count("expiries");
        records.oracle().ended(fields[2], index);
      } else {
        count("applied");
        records
            .oracle()
            .applied(
                new ExactlyOnce.Application(
                    fields[2], Long.parseLong(fields[3]), fields[4], index, fields[5]));
      }
    }
  }

  private void count(String event) {
    events.merge(event, 1, Integer::sum);
  }
}
