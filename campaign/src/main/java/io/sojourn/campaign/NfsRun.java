package io.sojourn.campaign;

import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.NfsClient;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCredential;
import io.sojourn.nfs.rpc.RpcException;
import io.sojourn.nfs.session.CreateSessionFlags;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Clients of NFS that work on while the server is struck again and again: each of their requests
 * takes effect once, and has one answer.
 */
final class NfsRun {

  private static final int SESSIONS = 2;
  private static final int LANES = 3;

  /** Two for each lane behind the one that RECLAIM_COMPLETE came on. */
  private static final int SLOTS = 2 * LANES + 1;

  private static final int ANSWERS_MAX = 100;
  private static final int WAY_UP_MILLIS = 2_000;

  private final long seed;
  private final Random random;
  private final Journal journal;
  private final NfsTally tally = new NfsTally();
  private final List<NfsLane> lanes = new ArrayList<>();
  private int strikes;

  NfsRun(long seed, Journal journal) {
    this.seed = seed;
    this.random = new Random(seed);
    this.journal = journal;
  }

  /**
   * Runs it.
   *
   * @param times how often the server is struck while clients work, at least
   */
  Findings run(NfsTarget target, int times) throws Exception {
    journal.note("seed " + seed + ": " + SESSIONS * LANES + " lanes, " + times + " strikes");
    try (NfsClient client = new NfsClient()) {
      open(client, target);
      try {
        for (int round = 1; round <= times && tally.wrong().isEmpty(); round++) {
          work(client, target);
          bringBack(target);
          if (round % 50 == 0) {
            journal.note(round + " times; " + tally.answered.sum() + " requests answered");
          }
        }
        NfsConnection connection = connect(client, target);
        for (NfsLane lane : lanes) {
          lane.settle(connection, connection);
        }
      } catch (Patience.Exhausted e) {
        throw new IllegalStateException(e.getMessage() + target.lastWords(), e);
      }
    }
    return findings(times);
  }

  private void open(NfsClient client, NfsTarget target) throws Exception {
    NfsConnection connection = connect(client, target);
    for (int number = 0; number < SESSIONS; number++) {
      ClientSession session = openSession(client, connection, "client-" + number);
      int granted = (int) session.granted().fore().requestsMax();
      if ((session.granted().flags() & CreateSessionFlags.PERSIST) == 0 || granted < SLOTS) {
        throw new IllegalStateException("not granted what was asked: " + session.granted());
      }
      for (int lane = 0; lane < LANES; lane++) {
        String name = "s" + number + "l" + lane;
        NfsLane made = new NfsLane(name, random.nextLong(), session.key(), lane, SLOTS - 1, tally);
        made.begin(connection);
        lanes.add(made);
      }
    }
    connection.close();
  }

  private static ClientSession openSession(NfsClient client, NfsConnection connection, String owner)
      throws Exception {
    return Patience.await(
        "a session",
        () -> {
          try {
            SessionOptions options = SessionOptions.of(owner).withSlots(SLOTS);
            return Optional.of(ClientSession.open(client, connection, options));
          } catch (NfsException e) {
            if (e.status() == Status.DELAY) {
              return Optional.empty(); // it is not up yet
            }
            throw e;
          }
        });
  }

  /** Asks until somebody listens. */
  private static NfsConnection connect(NfsClient client, NfsTarget target) throws Exception {
    RpcCredential root = RpcCredential.sys("campaign", 0, 0, List.of());
    return Patience.await(
        "a server of NFS",
        () -> {
          try {
            NfsConnection connection = client.connect(target.address(), root);
            connection.ping();
            return Optional.of(connection);
          } catch (IOException | RpcException refused) {
            return Optional.empty();
          }
        });
  }

  /** Lets the lanes work, and strikes the server in the midst of it. */
  private void work(NfsClient client, NfsTarget target) throws Exception {
    NfsConnection one = connect(client, target);
    NfsConnection two = connect(client, target);
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < lanes.size(); number++) {
      NfsLane lane = lanes.get(number);
      boolean even = number % 2 == 0;
      threads.add(
          Thread.ofPlatform()
              .daemon(true)
              .start(
                  () -> {
                    try {
                      lane.live(even ? one : two, even ? two : one);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    // One in four comes while some lanes still look how things are.
    int few = random.nextInt(4) == 0 ? 0 : random.nextInt(ANSWERS_MAX);
    long enough = tally.answered.sum() + few;
    Patience.awaitTrue(
        few + " more answers",
        () -> tally.answered.sum() >= enough || threads.stream().noneMatch(Thread::isAlive));
    target.strike(random);
    strikes++;
    for (Thread thread : threads) {
      thread.join();
    }
    one.close();
    two.close();
  }

  /** Brings the server back; now and then it is struck once more on its way up. */
  private void bringBack(NfsTarget target) throws Exception {
    target.recover();
    if (random.nextInt(8) == 0) {
      Patience.rest(TimeUnit.MILLISECONDS.toNanos(random.nextInt(WAY_UP_MILLIS)));
      target.strike(random);
      strikes++;
      target.recover();
    }
  }

  private Findings findings(int times) {
    Counts counts = new Counts();
    counts.count("strikes", strikes, times);
    counts.count("requests answered", tally.answered.sum(), 10L * times);
    counts.count("answers asked for again, the same bytes", tally.askedAgain.sum(), times / 2);
    long unanswered =
        tally.effectThere.sum() + tally.effectMissing.sum() + tally.withoutEffect.sum();
    counts.count("requests left without an answer", unanswered, times);
    counts.count("of them with their effect there", tally.effectThere.sum(), times / 10);
    counts.count("of them with their effect missing", tally.effectMissing.sum(), times / 10);
    counts.count("of them told that the reply was not kept", tally.notKept.sum(), 0);
    // A strike may come before a lane has looked, but not before most of them have.
    counts.count("folders compared", tally.compared.sum(), (long) times * lanes.size() / 2);
    List<String> wrong = new ArrayList<>(tally.wrong());
    if (wrong.isEmpty()) {
      counts.vacuous().forEach(violation -> wrong.add("O10: " + violation));
    }
    Findings findings = new Findings(seed, counts.rows(), List.of(), wrong);
    journal.note(findings.verdict());
    return findings;
  }
}
