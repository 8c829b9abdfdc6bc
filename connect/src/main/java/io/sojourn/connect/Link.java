package io.sojourn.connect;

import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Reply;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A connection and the session that it holds: passes its messages to the kernel, and the kernel's
 * answers and pushes back. Messages are taken on the connection's event loop; answers, pushes and
 * events come on the kernel's threads.
 */
final class Link implements Dialogue {

  /*
   * The kernel hands out the pushes that wait when the session is taken over, and later ones as they come.
   * The two come by different ways, and later ones may be told first. So the link is known to the router
   * before the kernel is asked, and from the moment that the session was last taken over it keeps what it
   * hears. When the answer comes, that is added to what the answer has, if it was this link that took the
   * session over then.
   */

  private static final long NONE = KernelCalls.NONE;

  private final Connect door;
  private final Connection connection;
  private final SessionId id;
  private final Window window;
  private final KernelCalls calls;

  /** Pushes since the session was last taken over, until it is known by whom. */
  private final List<Effect.Pushed> early = new ArrayList<>();

  /** Of this connection; 0 until it is known. Written under this link's lock. */
  private volatile long epoch;

  private long newestEpoch;
  private @Nullable Session dead;
  private volatile boolean closing;

  Link(Connect door, Connection connection, SessionId id) {
    this.door = door;
    this.connection = connection;
    this.id = id;
    this.window = door.newWindow();
    this.calls = new KernelCalls(door, connection, this::refused);
  }

  SessionId id() {
    return id;
  }

  int window() {
    return window.size();
  }

  /** The session is this connection's: greets its client, and sends what waits for it. */
  synchronized void open(long ownEpoch, ServerMessage greeting, List<Effect.Pushed> outstanding) {
    epoch = ownEpoch;
    door.metrics().sessions.increment();
    connection.send(greeting);
    outstanding.forEach(this::send);
    if (newestEpoch == ownEpoch) {
      long highest = outstanding.isEmpty() ? 0 : outstanding.getLast().number();
      early.stream().filter(push -> push.number() > highest).forEach(this::send);
    } else if (newestEpoch > ownEpoch) {
      connection.end(FENCED);
    }
    early.clear();
    if (dead != null) {
      connection.end(over(dead));
    }
  }

  /** A push is to be sent. */
  synchronized void push(Effect.Pushed push) {
    if (epoch == 0) {
      if (newestEpoch != 0) {
        early.add(push);
      }
    } else if (newestEpoch <= epoch && !(push.again() && connection.hasOutput())) {
      // One that is sent again, while the first may still be waiting here, would only pile up.
      send(push);
    }
  }

  private void send(Effect.Pushed push) {
    connection.send(new ServerMessage.Push(push.number(), push.previous(), push.payload()));
  }

  /** A connection took the session over: this one or another. */
  synchronized void takenOver(long by) {
    newestEpoch = by;
    early.clear();
    if (epoch != 0 && by > epoch) {
      connection.end(FENCED);
    }
  }

  /** The session is over. */
  synchronized void ended(Session session) {
    dead = session;
    if (epoch != 0) {
      connection.end(over(session));
    }
  }

  private static final Ending FENCED =
      Ending.closed(Codes.FENCED, "A newer connection has the session.", CloseStatus.FENCED);

  private Ending over(Session session) {
    boolean wished = closing && session.state() != SessionState.EXPIRED;
    return Ending.over(session, wished ? CloseStatus.NORMAL : CloseStatus.SESSION_OVER);
  }

  @Override
  public void leave() {
    door.links().remove(this);
    door.metrics().sessions.decrement();
  }

  @Override
  public boolean hasRoom() {
    return calls.hasRoom();
  }

  @Override
  public boolean isIdle() {
    return calls.isIdle();
  }

  @Override
  public Optional<Ending> overNow() {
    return door.ground().leads().getAsBoolean() ? Optional.empty() : Optional.of(door.notLeader());
  }

  @Override
  public void take(ClientMessage message) {
    switch (message) {
      case ClientMessage.Request m -> request(m);
      case ClientMessage.Query m -> calls.query(id, epoch, m);
      case ClientMessage.Ack m ->
          calls.ask(
              door.ground().exchange().acknowledge(new Command.Acknowledge(id, epoch, m.number())),
              0,
              new KernelCalls.Answer(NONE, NONE, reply -> {}));
      case ClientMessage.Reject m ->
          calls.ask(
              door.ground()
                  .exchange()
                  .reject(new Command.Reject(id, epoch, m.number(), m.reason())),
              0,
              new KernelCalls.Answer(NONE, NONE, reply -> {}));
      case ClientMessage.KeepAlive m -> keepAlive(m);
      case ClientMessage.Close m -> close();
      case ClientMessage.CreateSession m -> secondSession();
      case ClientMessage.ContinueSession m -> secondSession();
      case ClientMessage.ReadSession m -> secondSession();
    }
  }

  private void request(ClientMessage.Request m) {
    if (m.sequence() < 1) {
      calls.error(m.sequence(), NONE, Codes.INVALID, "The first sequence is 1.");
    } else if (calls.isTooLarge(m.payload())) {
      calls.error(m.sequence(), NONE, Codes.TOO_LARGE, calls.tooLarge());
    } else {
      Command.Request request =
          new Command.Request(
              id,
              epoch,
              m.sequence(),
              m.lowestAwaited(),
              Sha256.fingerprint(m.payload()),
              m.payload(),
              m.unordered());
      calls.request(
          request,
          new KernelCalls.Answer(m.sequence(), NONE, reply -> executed(m.sequence(), reply)));
    }
  }

  private void executed(long sequence, Reply reply) {
    switch (reply) {
      case Reply.Executed executed ->
          connection.send(
              new ServerMessage.Reply(
                  sequence,
                  executed.reply(),
                  executed.replayed(),
                  door.ground().exchange().appliedIndex()));
      case Reply.Failed failed -> calls.failed(sequence, NONE, failed);
      default -> throw new IllegalStateException("unexpected reply " + reply);
    }
    if (window.answered()) {
      connection.send(new ServerMessage.Window(window.size()));
    }
  }

  private void keepAlive(ClientMessage.KeepAlive m) {
    calls.ask(
        renew(m.lowestAwaited()),
        0,
        new KernelCalls.Answer(
            NONE,
            NONE,
            reply -> {
              Session session = ((Reply.SessionIs) reply).session();
              long expiresAt = door.ground().sessions().leaseExpiresAt(session);
              connection.send(new ServerMessage.KeepAliveReply(m.timestamp(), expiresAt));
            }));
  }

  /** Gives up the replies below. */
  void giveUpBelow(long lowestAwaited) {
    calls.ask(renew(lowestAwaited), 0, new KernelCalls.Answer(NONE, NONE, reply -> {}));
  }

  private CompletionStage<Outcome<Reply>> renew(long lowestAwaited) {
    return door.ground().exchange().keepAlive(new Command.KeepAlive(id, epoch, lowestAwaited));
  }

  /** Ends the session, unless another connection has it. */
  private void close() {
    closing = true;
    calls.ask(
        door.ground().exchange().end(new Command.EndSession(id, epoch)),
        0,
        new KernelCalls.Answer(
            NONE, NONE, reply -> {})); // the event that follows ends the connection
  }

  private void secondSession() {
    connection.refuse(Fault.SECOND_SESSION);
  }

  private void refused(Refusal why, KernelCalls.Answer answer) {
    calls.error(answer.sequence(), answer.correlationId(), Codes.of(why.code()), why.message());
    switch (why.code()) {
      case UNAVAILABLE -> {
        door.overloaded();
        if (answer.sequence() != NONE && window.overloaded()) {
          connection.send(new ServerMessage.Window(window.size()));
        }
      }
      case FENCED -> connection.end(FENCED);
      case NOT_LEADER -> connection.end(door.notLeader());
      case SESSION_DEAD ->
          connection.end(
              Ending.closed(
                  why.state() == SessionState.EXPIRED
                      ? Codes.SESSION_EXPIRED
                      : Codes.SESSION_INVALIDATED,
                  why.message(),
                  CloseStatus.SESSION_OVER));
      case SESSION_UNKNOWN ->
          connection.end(
              Ending.closed(Codes.of(why.code()), why.message(), CloseStatus.SESSION_OVER));
      default -> {
        // Of this message alone: the connection goes on.
      }
    }
  }
}
