package io.sojourn.check.simulation;

import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What bugs do to commands on their way into the log, and to replies on their way out. */
final class Tampering {

  private final Bug bug;
  private final SplittableRandom random;
  private final Map<Long, Reply> lastBySequence = new HashMap<>();

  Tampering(Bug bug, SplittableRandom random) {
    this.bug = bug;
    this.random = random;
  }

  /** The answer of a leader that does not ask the log, or null. */
  @Nullable Reply answerAtOnce(Command command, SimMachine machine) {
    if (bug == Bug.KEEP_ALIVE_BESIDE_THE_LOG && command instanceof Command.KeepAlive keepAlive) {
      Session session = machine.session(keepAlive.id());
      return session != null && session.state().isLive() && session.epoch() == keepAlive.epoch()
          ? new Reply.SessionIs(session)
          : null;
    }
    return null;
  }

  /** What is proposed instead of a command. */
  Command proposed(Command command, SimMachine machine) {
    return switch (bug) {
      case FENCING_IGNORED -> withEpoch(command, machine);
      case FALSE_RETRY_ANSWERED ->
          command instanceof Command.Request r ? request(r, r.epoch(), 0, r.unordered()) : command;
      case ORDER_IGNORED ->
          command instanceof Command.Request r
              ? request(r, r.epoch(), r.fingerprint(), true)
              : command;
      case NONCE_NOT_REPLICATED ->
          command instanceof Command.CreateSession c
              ? new Command.CreateSession(
                  new SessionId(random.nextLong(), random.nextLong()), c.session())
              : command;
      default -> command;
    };
  }

  private static Command withEpoch(Command command, SimMachine machine) {
    SessionId id = Door.sessionOf(command);
    Session session = id == null ? null : machine.session(id);
    if (session == null) {
      return command;
    }
    long epoch = session.epoch();
    return switch (command) {
      case Command.Request r -> request(r, epoch, r.fingerprint(), r.unordered());
      case Command.Acknowledge a -> new Command.Acknowledge(a.id(), epoch, a.number());
      case Command.KeepAlive k -> new Command.KeepAlive(k.id(), epoch, k.lowestAwaited());
      default -> command;
    };
  }

  private static Command.Request request(
      Command.Request r, long epoch, long fingerprint, boolean unordered) {
    return new Command.Request(
        r.id(), epoch, r.sequence(), r.lowestAwaited(), fingerprint, r.body(), unordered);
  }

  /** What a client is told instead of a reply; null to execute its request in another session. */
  @Nullable Reply told(Command command, Reply reply) {
    if (!(command instanceof Command.Request request)) {
      return reply;
    }
    if (bug == Bug.RETRY_AFTER_EXPIRY_EXECUTES && Door.isDead(reply)) {
      return null;
    }
    if (bug == Bug.REPLY_OF_ANOTHER_SESSION && reply instanceof Reply.Executed executed) {
      return executed.replayed()
          ? lastBySequence.getOrDefault(request.sequence(), reply)
          : remember(request.sequence(), reply);
    }
    return reply;
  }

  private Reply remember(long sequence, Reply reply) {
    lastBySequence.put(sequence, reply);
    return reply;
  }

  /** The request of a dead session, to be executed in one made for it. */
  List<Mail.Ask> elsewhere(Mail.Ask ask) {
    if (!(ask.command() instanceof Command.Request request)) {
      return List.of();
    }
    SessionId substitute = new SessionId(random.nextLong(), random.nextLong());
    return List.of(
        new Mail.Ask(
            ask.client(),
            new Command.CreateSession(substitute, SimClient.asked(substitute.toString())),
            ask.sentAt()),
        new Mail.Ask(
            ask.client(),
            new Command.Request(
                substitute,
                0,
                request.sequence(),
                request.sequence(),
                request.fingerprint(),
                request.body()),
            ask.sentAt()));
  }
}
