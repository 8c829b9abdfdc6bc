package io.sojourn.campaign;

import io.sojourn.kv.KvCodecs;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.KvReply;
import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ServerMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One session of a storm: each of its commands adds one to the same key, and is sent 1 to 20 times,
 * in any order, over up to four connections to any of the nodes. The answers tell how often it was
 * executed: they are the numbers from one up to as many as there are commands, each once.
 */
final class StormSession implements Runnable {

  private static final int TOGETHER = 64;
  private static final int COPIES_MAX = 20;
  private static final int CONNECTIONS_MAX = 4;
  private static final int FRAME_MESSAGES = 100;
  private static final long PAUSE_NANOS = 50_000_000;

  private final String name;
  private final int commands;
  private final Fleet fleet;
  private final StormTally tally;
  private final Random random;
  private final byte[] nonce = new byte[16];
  private final byte[] token = new byte[32];
  private final byte[] payload;
  private final byte[] @Nullable [] replies;
  private @Nullable SessionId id;

  /**
   * Makes one.
   *
   * @param commands how many it has
   */
  StormSession(String name, long seed, int commands, Fleet fleet, StormTally tally) {
    this.name = name;
    this.commands = commands;
    this.fleet = fleet;
    this.tally = tally;
    this.random = new Random(seed);
    this.replies = new byte[commands + 1][];
    this.payload = KvCodecs.COMMAND.encode(new KvCommand.Increment(key(), 1));
    random.nextBytes(nonce);
    random.nextBytes(token);
  }

  /** The key that counts its commands. */
  String key() {
    return "storm/" + name;
  }

  int commands() {
    return commands;
  }

  @Override
  public void run() {
    try {
      for (int first = 1; first <= commands; first += TOGETHER) {
        deliver(first, Math.min(first + TOGETHER, commands + 1));
      }
      judgeReplies();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      tally.wrong(name + " was interrupted");
    } catch (RuntimeException e) {
      tally.wrong(name + " could not go on: " + e);
    }
  }

  /** Sends every copy of some commands, and goes on until each has a reply. */
  private void deliver(int first, int end) throws InterruptedException {
    List<List<Integer>> rounds = new ArrayList<>();
    for (int round = 1 + random.nextInt(CONNECTIONS_MAX); round > 0; round--) {
      rounds.add(new ArrayList<>());
    }
    for (int sequence = first; sequence < end; sequence++) {
      for (int copies = 1 + random.nextInt(COPIES_MAX); copies > 0; copies--) {
        rounds.get(random.nextInt(rounds.size())).add(sequence);
      }
    }
    for (List<Integer> round : rounds) {
      Collections.shuffle(round, random);
      send(round, first, random.nextInt(3) > 0);
    }
    for (List<Integer> left = missing(first, end); !left.isEmpty(); left = missing(first, end)) {
      send(left, first, true);
    }
    tally.answered.add(end - first);
  }

  private List<Integer> missing(int first, int end) {
    List<Integer> missing = new ArrayList<>();
    for (int sequence = first; sequence < end; sequence++) {
      if (replies[sequence] == null) {
        missing.add(sequence);
      }
    }
    return missing;
  }

  private void send(List<Integer> sequences, int lowest, boolean listens)
      throws InterruptedException {
    try (RawLine line = join()) {
      boolean sound = true;
      for (int from = 0; sound && from < sequences.size(); from += FRAME_MESSAGES) {
        List<ClientMessage> frame = new ArrayList<>();
        for (int sequence :
            sequences.subList(from, Math.min(from + FRAME_MESSAGES, sequences.size()))) {
          frame.add(new ClientMessage.Request(sequence, lowest, payload, true));
        }
        tally.copies.add(frame.size());
        sound = line.send(frame);
      }
      if (sound && listens) {
        listen(line, sequences.size());
      } else {
        tally.brokenOff.increment();
      }
    }
  }

  /** Hears an answer to each copy, unless the line is lost before. */
  private void listen(RawLine line, int copies) throws InterruptedException {
    int answers = 0;
    while (answers < copies) {
      Optional<ServerMessage> message = line.next();
      if (message.isEmpty()) {
        tally.brokenOff.increment();
        return;
      }
      switch (message.get()) {
        case ServerMessage.Reply reply -> {
          note(reply);
          answers++;
        }
        case ServerMessage.RequestError error -> {
          tally.errors.increment();
          answers++;
          refuseFinal(error);
        }
        case ServerMessage.Closed closed -> {
          return;
        }
        default -> {
          // The window, or an answer to nothing that was asked here.
        }
      }
    }
  }

  private void note(ServerMessage.Reply reply) {
    tally.replies.increment();
    if (reply.replayed()) {
      tally.replayed.increment();
    }
    int sequence = Math.toIntExact(reply.sequence());
    byte[] first = replies[sequence];
    if (first == null) {
      replies[sequence] = reply.payload();
    } else if (!Arrays.equals(first, reply.payload())) {
      tally.wrong("O3: " + name + " got two answers to request " + sequence);
    }
  }

  private void refuseFinal(ServerMessage.RequestError error) {
    switch (error.code()) {
      case "unavailable", "uncertain", "not_leader", "shutting_down" -> {
        // To be sent again.
      }
      default -> throw new IllegalStateException("refused for good: " + error);
    }
  }

  /** Connects to any node, until one gives this session. */
  private RawLine join() throws InterruptedException {
    while (true) {
      Node node = fleet.nodes().get(random.nextInt(fleet.nodes().size()));
      Optional<RawLine> line = RawLine.open(fleet.door(node), random.nextInt(4) > 0);
      if (line.isPresent()) {
        if (line.get().send(List.of(greeting())) && isWelcome(line.get().next())) {
          tally.connections.increment();
          return line.get();
        }
        line.get().close();
      }
      Patience.rest(PAUSE_NANOS);
    }
  }

  private ClientMessage greeting() {
    SessionId known = id;
    return known == null
        ? new ClientMessage.CreateSession(
            nonce, token, "storm", 0, Duration.ofHours(1).toMillis(), new TreeMap<>(), fleet.key())
        : new ClientMessage.ContinueSession(known, token, 0);
  }

  private boolean isWelcome(Optional<ServerMessage> answer) {
    if (answer.isEmpty()) {
      return false;
    }
    return switch (answer.get()) {
      case ServerMessage.SessionCreated created -> {
        id = created.id();
        if (created.window() < TOGETHER) {
          throw new IllegalStateException("a window of " + created.window());
        }
        yield true;
      }
      case ServerMessage.SessionContinued continued -> true;
      case ServerMessage.Rejected rejected -> {
        if (rejected.code().equals("not_leader")) {
          tally.sentAway.increment();
        } else if (!rejected.code().equals("unavailable") && !rejected.code().equals("uncertain")) {
          throw new IllegalStateException("rejected: " + rejected);
        }
        yield false;
      }
      default -> false;
    };
  }

  /** Whether the answers are those of commands that were executed once each. */
  private void judgeReplies() {
    BitSet numbers = new BitSet();
    for (int sequence = 1; sequence <= commands; sequence++) {
      byte[] bytes = replies[sequence];
      if (bytes == null || !(KvCodecs.REPLY.decode(bytes) instanceof KvReply.Counted counted)) {
        tally.wrong(name + ": request " + sequence + " was not counted");
        continue;
      }
      int number = Math.toIntExact(counted.value());
      if (number < 1 || number > commands || numbers.get(number)) {
        tally.wrong("O1: " + name + ": request " + sequence + " was counted as " + number);
      } else {
        numbers.set(number);
      }
    }
  }
}
