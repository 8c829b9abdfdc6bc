package io.sojourn.client;

import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.Consistency;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A session, held over a connection that comes back by itself: each request is executed once,
 * however often the line breaks or the leader changes, and each push is acknowledged after it was
 * handled.
 *
 * <p>Any thread may call. Stages complete on a thread of the client, which does nothing else
 * meanwhile: a callback that takes long is for the {@code Async} methods of {@link
 * CompletionStage}. Such a callback may submit, and must not wait for this client.
 */
public final class SojournClient implements AutoCloseable {

  private final ClientOptions options;
  private final Opening opening;
  private final SessionDriver driver;
  private final @Nullable ReadingDriver reading;
  private final NoteKeeper notes;
  private final CompletableFuture<SojournClient> connected;

  SojournClient(
      ClientOptions options,
      Opening opening,
      SessionDriver driver,
      @Nullable ReadingDriver reading,
      NoteKeeper notes,
      CompletableFuture<SojournClient> connected) {
    this.options = options;
    this.opening = opening;
    this.driver = driver;
    this.reading = reading;
    this.notes = notes;
    this.connected = connected;
  }

  /**
   * Begins to make a client.
   *
   * @param servers each {@code host:port}, or with {@code ws://} or {@code wss://} in front: some
   *     or all nodes of one cluster
   * @throws IllegalArgumentException if there is none, or one is no address
   */
  public static SojournClientBuilder builder(String... servers) {
    return new SojournClientBuilder(servers);
  }

  /**
   * Connects, and creates the session unless there is one to go on with. Blocks until the session
   * is held; a second call waits for the same.
   *
   * @throws NotConnectedException if the server refuses, or none answers within {@link
   *     ClientOptions.Connecting#patience}; the client is then closed
   */
  public SojournClient connect() {
    try {
      return connectAsync().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof NotConnectedException why ? why : e;
    }
  }

  /** As {@link #connect}, without blocking: the stage fails with what that throws. */
  public CompletionStage<SojournClient> connectAsync() {
    driver.turn(session -> session.start(Driver.now()));
    ScheduledFuture<?> patience =
        Shared.timer()
            .schedule(
                () -> Thread.ofVirtual().start(this::giveUpConnecting),
                options.connecting().patience().toMillis(),
                TimeUnit.MILLISECONDS);
    var unused = connected.whenComplete((client, failure) -> patience.cancel(false));
    return connected.minimalCompletionStage();
  }

  private void giveUpConnecting() {
    if (!connected.isDone()) {
      driver.turn(session -> session.fail("no server could be used: " + session.lastLoss()));
    }
  }

  /** Submits a command, to be executed after all that were submitted before it. */
  public CompletionStage<Outcome<byte[]>> submit(byte[] command) {
    return submit(command, Order.SUBMITTED, options.deadline());
  }

  /** Submits a command, with the default deadline. */
  public CompletionStage<Outcome<byte[]>> submit(byte[] command, Order order) {
    return submit(command, order, options.deadline());
  }

  /**
   * Submits a command. It is sent, and sent again, until its fate is known, also after the deadline
   * has passed; it is executed at most once.
   *
   * @param command what the state machine is given; not to be changed afterwards
   * @param order beside the other requests
   * @param deadline after how long the outcome is {@link Outcome.Unknown}, or {@link
   *     Outcome.Refused} if it was never sent
   */
  public CompletionStage<Outcome<byte[]>> submit(byte[] command, Order order, Duration deadline) {
    PendingRequest request =
        new PendingRequest(command, order == Order.ANY, Driver.now() + deadline.toMillis());
    driver.submit(request);
    return request;
  }

  /**
   * Submits a command and blocks until its outcome is decided.
   *
   * @throws IllegalStateException on the thread that completes stages, which would wait for itself
   * @throws InterruptedException if this thread is interrupted; the command goes on being sent
   */
  public Outcome<byte[]> execute(byte[] command, Duration deadline) throws InterruptedException {
    return await(submit(command, Order.SUBMITTED, deadline));
  }

  /** As {@link #execute(byte[], Duration)}, with the default deadline. */
  public Outcome<byte[]> execute(byte[] command) throws InterruptedException {
    return execute(command, options.deadline());
  }

  /** Asks the state machine a question, and sees all that was answered to anybody before. */
  public CompletionStage<Outcome<byte[]>> query(byte[] query) {
    return query(query, Consistency.LINEARIZABLE, options.deadline());
  }

  /**
   * Asks the state machine a question, which changes nothing, again and again until it is answered
   * or the deadline passes.
   *
   * @param query not to be changed afterwards
   * @param consistency what it is to see; {@link Consistency#SESSION} is at least all that was
   *     answered to this client, whichever server is asked
   * @param deadline after how long the outcome is {@link Outcome.Unknown}
   */
  public CompletionStage<Outcome<byte[]>> query(
      byte[] query, Consistency consistency, Duration deadline) {
    PendingQuery asked = new PendingQuery(query, consistency, Driver.now() + deadline.toMillis());
    ReadingDriver elsewhere = reading;
    if (elsewhere != null) {
      elsewhere.turn(session -> session.submit(asked));
    } else {
      driver.turn(session -> session.submit(asked));
    }
    return asked;
  }

  /**
   * Blocks until an outcome is decided.
   *
   * @param stage of this client
   * @throws IllegalStateException on the thread that completes stages, which would wait for itself
   * @throws InterruptedException if this thread is interrupted
   */
  public Outcome<byte[]> await(CompletionStage<Outcome<byte[]>> stage) throws InterruptedException {
    CompletableFuture<Outcome<byte[]>> future = stage.toCompletableFuture();
    if (!future.isDone() && driver.isTelling()) {
      throw new IllegalStateException("a callback of the client must not wait for the client");
    }
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalArgumentException("no stage of a client", e);
    }
  }

  /**
   * The number that the next submitted command gets. A program that wants to be able to repeat a
   * command after it crashed notes this and the command, then submits it, with no other command in
   * between; after the restart it hands both to {@link #resume}.
   */
  public long nextSequence() {
    return driver.ask(ClientSession::nextSequence);
  }

  /**
   * Submits a command of an earlier life of this program again, under its old number: if it was
   * executed then, its answer comes again, and if not, it is executed now. To be called before
   * {@link #connect}, in the order of the numbers. What is not resumed then is given up: it will
   * not be executed any more.
   *
   * @param sequence as {@link #nextSequence} gave it
   * @param command the same bytes
   * @throws IllegalArgumentException if the number was not given out before, or is not above those
   *     resumed already, or after {@link #connect}
   */
  public CompletionStage<Outcome<byte[]>> resume(long sequence, byte[] command) {
    PendingRequest request =
        new PendingRequest(command, false, Driver.now() + options.deadline().toMillis());
    if (!(state() instanceof ClientState.Connecting)
        || !driver.ask(session -> session.resume(sequence, request))) {
      throw new IllegalArgumentException(
          "request " + sequence + " was not given out, is not the next one up, or comes too late");
    }
    return request;
  }

  /** How the client and its session stand. */
  public ClientState state() {
    return driver.ask(ClientSession::state);
  }

  /**
   * The session.
   *
   * @throws IllegalStateException if it was not created yet
   */
  public SessionId id() {
    SessionId id = driver.ask(ClientSession::id);
    if (id == null) {
      throw new IllegalStateException("the session was not created yet");
    }
    return id;
  }

  /**
   * What it takes to go on with the session without a session file. Asked for after {@link #detach}
   * or the end, it is exact; before, more numbers are used later.
   *
   * @throws IllegalStateException if the session was not created yet
   */
  public SavedSession saved() {
    String token = HexFormat.of().formatHex(opening.token());
    SessionId id = id();
    return driver.ask(
        session ->
            new SavedSession(id, token, session.nextSequence(), session.pushes().finished()));
  }

  /**
   * Ends the session: what was sent is awaited, what was not is refused, then the server is told.
   * Returns when the server has answered or {@link ClientOptions#closePatience} is over; the
   * session then ends by its idle timeout. A second call does nothing.
   */
  @Override
  public void close() {
    leave(Leaving.CLOSING);
  }

  /**
   * Leaves the session as it is, to be gone on with later: what was sent is awaited for up to
   * {@link ClientOptions#closePatience}, what was not is refused.
   */
  public void detach() {
    leave(Leaving.DETACHING);
  }

  private void leave(Leaving how) {
    if (driver.isTelling()) {
      throw new IllegalStateException("a callback of the client must not wait for the client");
    }
    ReadingDriver elsewhere = reading;
    if (elsewhere != null) {
      elsewhere.turn(ReadingSession::close);
    }
    driver.turn(session -> session.leave(how));
    try {
      notes.closed().get(options.closePatience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      driver.turn(ClientSession::abandon);
      notes.closed().join();
    } catch (InterruptedException e) {
      driver.turn(ClientSession::abandon);
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
