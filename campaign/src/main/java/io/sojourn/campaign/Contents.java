package io.sojourn.campaign;

import io.sojourn.client.Outcome;
import io.sojourn.client.SojournClient;
import io.sojourn.kv.KvCodecs;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.KvEntry;
import io.sojourn.kv.KvLimits;
import io.sojourn.kv.KvReply;
import io.sojourn.wire.connect.Consistency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that the key-value machine of a node holds. */
final class Contents {

  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private Contents() {}

  /**
   * Reads it from the node's own state: a leader answers from there, so the node is made the leader
   * for it.
   */
  static List<KvEntry> of(Fleet fleet, Node node) throws Exception {
    try (SojournClient client = Worker.reader(fleet)) {
      fleet.makeLeader(node);
      client.connect();
      return Patience.await(
          "the contents of " + node,
          () -> {
            fleet.makeLeader(node);
            List<KvEntry> read = read(client);
            Optional<Node> leads = fleet.leader();
            return leads.isPresent() && leads.get().equals(node)
                ? Optional.of(read)
                : Optional.empty();
          });
    }
  }

  private static List<KvEntry> read(SojournClient client) throws InterruptedException {
    List<KvEntry> all = new ArrayList<>();
    String after = "";
    while (true) {
      KvReply reply = ask(client, new KvCommand.List("", after, KvLimits.DEFAULT.page(), false));
      if (!(reply instanceof KvReply.Listing page)) {
        throw new IllegalStateException("a list was answered with " + reply);
      }
      all.addAll(page.entries());
      if (!page.more()) {
        return all;
      }
      after = page.entries().getLast().key();
    }
  }

  /** Asks the machine a question, until it is answered. */
  static KvReply ask(SojournClient client, KvCommand question) throws InterruptedException {
    byte[] bytes = KvCodecs.COMMAND.encode(question);
    Outcome<byte[]> outcome = client.await(client.query(bytes, Consistency.LINEARIZABLE, DEADLINE));
    return switch (outcome) {
      case Outcome.Done<byte[]> done -> KvCodecs.REPLY.decode(done.value());
      case Outcome.Refused<byte[]> refused ->
          throw new IllegalStateException("a question was refused: " + refused);
      case Outcome.Unknown<byte[]> unknown ->
          throw new IllegalStateException("a question was not answered: " + unknown);
    };
  }
}
