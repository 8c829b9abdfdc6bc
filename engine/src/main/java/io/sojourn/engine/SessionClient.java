package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.machine.Consistency;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Query;
import io.sojourn.machine.Reply;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.session.SessionId;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A session as its client in the same process holds it: numbers the requests, gives up the replies
 * that have come, and takes the pushes. Any thread may call.
 *
 * @param <C> a command
 * @param <R> the reply to it
 * @param <S> the payload of a push
 */
public final class SessionClient<C, R, S> implements AutoCloseable {

  private final Sojourn<C, R, S> sojourn;
  private final SessionId id;
  private final String token;
  private final long epoch;
  private final Inbox inbox;

  /** A command under its number. What changes is guarded by {@link #awaited}. */
  private final class Request {
    final byte[] body;
    final long fingerprint;
    final CompletableFuture<R> reply = new CompletableFuture<>();
    long sequence;
    long lowestAwaited;
    boolean uncertain;

    Request(byte[] body, long fingerprint) {
      this.body = body;
      this.fingerprint = fingerprint;
    }
  }

  /** The requests whose replies are awaited, by their numbers; guarded by itself. */
  private final TreeMap<Long, Request> awaited = new TreeMap<>();

  private long nextSequence;

  SessionClient(
      Sojourn<C, R, S> sojourn,
      SessionId id,
      String token,
      long epoch,
      long nextSequence,
      Inbox inbox) {
    this.sojourn = sojourn;
    this.id = id;
    this.token = token;
    this.epoch = epoch;
    this.nextSequence = nextSequence;
    this.inbox = inbox;
  }

  /** The session. */
  public SessionId id() {
    return id;
  }

  /** The secret that opens this session again, see {@link Sojourn#resume}. */
  public String token() {
    return token;
  }

  /**
   * The number to go on from after a restart: the lowest whose reply has not come, or else that of
   * the next request. Note it together with what the replies were for.
   */
  public long resumeSequence() {
    synchronized (awaited) {
      return awaited.isEmpty() ? nextSequence : awaited.firstKey();
    }
  }

  /**
   * Has one command executed, and blocks until that is durable.
   *
   * @throws SojournException.Refused if it was not executed
   * @throws SojournException.Failed if the state machine threw
   * @throws SojournException.Uncertain if the log failed: restart, resume at {@link
   *     #resumeSequence}, and execute the same command again
   */
  public R execute(C command) {
    return await(submit(command));
  }

  /**
   * As {@link #execute}, without blocking: the stage completes on the thread that applies the log.
   * Commands are executed in the order in which they are submitted.
   */
  public CompletionStage<R> submit(C command) {
    byte[] body = sojourn.encode(command);
    Request request = new Request(body, Sojourn.fingerprint(body));
    CompletionStage<Outcome<Reply>> stage;
    synchronized (awaited) {
      request.sequence = nextSequence++;
      awaited.put(request.sequence, request);
      stage = send(request);
    }
    stage.thenAccept(outcome -> ended(request, outcome));
    return request.reply;
  }

  /** Under the lock, so that requests come to the log in the order of their numbers. */
  private CompletionStage<Outcome<Reply>> send(Request request) {
    request.lowestAwaited = awaited.firstKey();
    return sojourn
        .exchange()
        .request(
            new Command.Request(
                id,
                epoch,
                request.sequence,
                request.lowestAwaited,
                request.fingerprint,
                request.body));
  }

  private void ended(Request request, Outcome<Reply> outcome) {
    CompletionStage<Outcome<Reply>> again = null;
    synchronized (awaited) {
      if (outcome instanceof Outcome.Uncertain<Reply>) {
        request.uncertain = true;
      } else if (isOvertaken(request, outcome)) {
        again = send(request);
      } else {
        awaited.remove(request.sequence);
      }
    }
    if (again != null) {
      again.thenAccept(next -> ended(request, next));
      return;
    }
    try {
      request.reply.complete(sojourn.reply(outcome));
    } catch (RuntimeException failure) {
      request.reply.completeExceptionally(failure);
    }
  }

  /**
   * Whether a request came before its turn, because one before it was refused, but has its turn
   * now: that one was given up, or is on its way again. Not so behind one of which nobody knows.
   */
  private boolean isOvertaken(Request request, Outcome<Reply> outcome) {
    return outcome instanceof Outcome.Refused<Reply> refused
        && refused.why().code() == Refusal.Code.OUT_OF_ORDER
        && awaited.headMap(request.sequence).values().stream().noneMatch(lower -> lower.uncertain)
        && (awaited.firstKey() < request.sequence || awaited.firstKey() > request.lowestAwaited);
  }

  /**
   * Asks the state machine without changing anything, and blocks until it answers. It sees whatever
   * was executed for anybody before this was called. Nothing is written to the log.
   *
   * @throws SojournException.Refused if it was not answered; {@link Refusal.Code#QUERY_REFUSED} if
   *     the machine answers no such query
   * @throws SojournException.Failed if the state machine threw
   */
  public R query(C query) {
    Query asked = new Query(id, epoch, sojourn.encode(query), Consistency.LINEARIZABLE, 0);
    return sojourn.reply(await(sojourn.exchange().query(asked)));
  }

  /**
   * The next push; empty if none comes in time, or none will come any more. A push that is not
   * acknowledged comes again when the session is resumed.
   */
  public Optional<Received<S>> poll(Duration patience) throws InterruptedException {
    Effect.Pushed push = inbox.poll(patience.toNanos());
    return push == null ? Optional.empty() : Optional.of(sojourn.received(push));
  }

  /**
   * Says that a push and all before it were handled, and blocks until that is durable.
   *
   * @throws SojournException.Refused if no push of that number was sent, or the session is dead or
   *     taken over
   */
  public void acknowledge(Received<S> push) {
    Command.Acknowledge acknowledgement = new Command.Acknowledge(id, epoch, push.number());
    var unused = done(await(sojourn.exchange().acknowledge(acknowledgement)));
  }

  /**
   * Says that this one push cannot be handled, and blocks until that is durable: it does not come
   * again, and is among the dead letters of the session, see {@link
   * io.sojourn.machine.Exchange#deadLetters}. Those before it are left as they are.
   *
   * @param reason a sentence for a person
   * @throws SojournException.Refused as {@link #acknowledge} does
   */
  public void reject(Received<S> push, String reason) {
    Command.Reject rejection = new Command.Reject(id, epoch, push.number(), reason);
    var unused = done(await(sojourn.exchange().reject(rejection)));
  }

  /** Takes no more pushes. The session lives on, and can be resumed. */
  @Override
  public void close() {
    sojourn.close(id, inbox);
  }

  static <T> T done(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T> done -> done.value();
      case Outcome.Refused<T> refused -> throw new SojournException.Refused(refused.why());
      case Outcome.Uncertain<T> uncertain ->
          throw new SojournException.Uncertain(uncertain.detail());
    };
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SojournException why) {
        throw why;
      }
      throw e;
    }
  }
}
