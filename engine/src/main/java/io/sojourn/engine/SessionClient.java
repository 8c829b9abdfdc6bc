package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.session.Outcome;
import io.sojourn.session.SessionId;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
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

  /** The requests whose replies are awaited; guarded by itself. */
  private final TreeSet<Long> awaited = new TreeSet<>();

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
      return awaited.isEmpty() ? nextSequence : awaited.first();
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

  /** As {@link #execute}, without blocking: the stage completes on the kernel's writer thread. */
  public CompletionStage<R> submit(C command) {
    long sequence;
    long lowest;
    synchronized (awaited) {
      sequence = nextSequence++;
      awaited.add(sequence);
      lowest = awaited.first();
    }
    CompletionStage<R> reply;
    try {
      reply = sojourn.execute(id, epoch, sequence, lowest, command);
    } catch (RuntimeException cannotBeEncoded) {
      arrived(sequence);
      throw cannotBeEncoded;
    }
    return reply.whenComplete(
        (value, failure) -> {
          Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
          if (!(cause instanceof SojournException.Uncertain)) {
            arrived(sequence);
          }
        });
  }

  private void arrived(long sequence) {
    synchronized (awaited) {
      awaited.remove(sequence);
    }
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
