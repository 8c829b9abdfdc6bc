package io.sojourn.engine;

import io.sojourn.machine.Codec;
import io.sojourn.machine.Codecs;
import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Exchange;
import io.sojourn.machine.Reply;
import io.sojourn.machine.ServiceMachine;
import io.sojourn.machine.StateMachine;
import io.sojourn.machine.TypedMachine;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.Limits;
import io.sojourn.session.NewSession;
import io.sojourn.session.Outcome;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.Sessions;
import io.sojourn.session.TokenHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sojourn inside a Java program: a state machine of the program's own types behind sessions, on a
 * log in a folder. Any thread may call. Methods that block must not be called from a callback of
 * {@link #sessions} or {@link #exchange}.
 *
 * @param <C> a command
 * @param <R> the reply to it
 * @param <S> the payload of a push
 */
public final class Sojourn<C, R, S> implements AutoCloseable {

  private static final Duration LIFE = Duration.ofDays(1);

  private final SessionEngine engine;
  private final Codecs<C, R, S, ?> codecs;
  private final Inboxes inboxes = new Inboxes();
  private final SecureRandom random = new SecureRandom();

  private Sojourn(SessionEngine engine, Codecs<C, R, S, ?> codecs) {
    this.engine = engine;
    this.codecs = codecs;
    engine.subscribePushes(inboxes::deliver);
    engine.subscribe(inboxes::heard);
  }

  /** Begins with nothing: without a state machine requests are refused. */
  public static Builder<byte[], byte[], byte[]> builder() {
    return new Builder<>(
        null, new Codecs<>(Codec.bytes(), Codec.bytes(), Codec.bytes(), Codec.bytes()));
  }

  /** Begins with a state machine and the codecs of its types. */
  public static <C, R, S, V> Builder<C, R, S> builder(
      StateMachine<C, R, S, V> machine, Codecs<C, R, S, V> codecs) {
    return builder().stateMachine(machine, codecs);
  }

  /**
   * What an embedded Sojourn is made of.
   *
   * @param <C> a command
   * @param <R> the reply to it
   * @param <S> the payload of a push
   */
  public static final class Builder<C, R, S> {
    private final @Nullable UserStateMachine machine;
    private final Codecs<C, R, S, ?> codecs;
    private Path folder = Path.of("sojourn-data");
    private Limits limits = Limits.DEFAULT;
    private InstantSource clock = new SteadyClock();
    private final List<ServiceMachine> services = new ArrayList<>();

    private Builder(@Nullable UserStateMachine machine, Codecs<C, R, S, ?> codecs) {
      this.machine = machine;
      this.codecs = codecs;
    }

    /** What executes requests, and the codecs of its types; everything else stays as it is. */
    public <D, A, P, V> Builder<D, A, P> stateMachine(
        StateMachine<D, A, P, V> requests, Codecs<D, A, P, V> typed) {
      Builder<D, A, P> builder =
          new Builder<D, A, P>(new TypedMachine<>(requests, typed), typed)
              .dataFolder(folder)
              .limits(limits)
              .clock(clock);
      services.forEach(builder::service);
      return builder;
    }

    /**
     * A service beside the state machine, as {@link EngineBuilder#service} takes it: to be there at
     * every start, once the log has commands of it.
     */
    public Builder<C, R, S> service(ServiceMachine service) {
      services.add(service);
      return this;
    }

    /** Where everything is kept; made if need be. At first {@code sojourn-data}. */
    public Builder<C, R, S> dataFolder(Path path) {
      folder = path;
      return this;
    }

    /** The bounds; the same at every start. At first {@link Limits#DEFAULT}. */
    public Builder<C, R, S> limits(Limits bounds) {
      limits = bounds;
      return this;
    }

    /** What time it is. At first the clock of the system as of now, and what has passed since. */
    public Builder<C, R, S> clock(InstantSource source) {
      clock = source;
      return this;
    }

    /**
     * Replays the log and takes commands.
     *
     * @throws LogException if the folder is in use, damaged, or of a newer version: the message
     *     says what to do
     * @throws IOException if the disk fails
     */
    public Sojourn<C, R, S> start() throws IOException {
      return start(new FileLog(folder, FileLogOptions.defaults()));
    }

    Sojourn<C, R, S> start(ReplicatedLog log) throws IOException {
      EngineBuilder engine = SessionEngine.on(log).limits(limits).machine(machine).clock(clock);
      services.forEach(engine::service);
      return new Sojourn<>(engine.open(), codecs);
    }
  }

  /**
   * Creates an Active session that lives a day, and blocks until that is durable.
   *
   * @throws SojournException.Refused if the machine does not admit it, or a bound is reached
   */
  public SessionClient<C, R, S> open(String userId) {
    String token = HexFormat.of().formatHex(draw(TokenHash.LENGTH));
    return open(
        new NewSession(
            userId, hash(token), LIFE.toMillis(), 0, true, new TreeMap<>(), new TreeMap<>()),
        token);
  }

  /**
   * Creates a session, and blocks until that is durable.
   *
   * @param session names the {@link #hash} of the token
   * @param token opens the session again: secret
   * @throws SojournException.Refused if the machine does not admit it, or a bound is reached
   */
  public SessionClient<C, R, S> open(NewSession session, String token) {
    ByteBuffer drawn = ByteBuffer.wrap(draw(2 * Long.BYTES));
    SessionId id = new SessionId(drawn.getLong(), drawn.getLong());
    Inbox inbox = inboxes.open(id);
    try {
      Session created = SessionClient.done(SessionClient.await(engine.create(id, session)));
      return new SessionClient<>(this, id, token, created.epoch(), 1, inbox);
    } catch (SojournException e) {
      inboxes.close(id, inbox);
      throw e;
    }
  }

  /**
   * Takes a live session over, after a restart or from another client, which is shut out from then
   * on. Pushes that were not acknowledged come again.
   *
   * @param token as {@link SessionClient#token} gave it
   * @param nextSequence the number of the next request: one above the last whose reply is known. A
   *     request whose reply was lost is repeated under its own number, and not executed twice.
   * @throws SojournException.Refused if the session is dead or the token is another's
   */
  public SessionClient<C, R, S> resume(SessionId id, String token, long nextSequence) {
    Inbox inbox = inboxes.open(id);
    try {
      Command.Attach attach = new Command.Attach(id, hash(token));
      Reply reply = SessionClient.done(SessionClient.await(engine.attach(attach)));
      Reply.Attached attached = (Reply.Attached) reply;
      attached.outstanding().forEach(inbox::offer);
      inboxes.takeOver(id, inbox);
      return new SessionClient<>(this, id, token, attached.session().epoch(), nextSequence, inbox);
    } catch (SojournException e) {
      inboxes.close(id, inbox);
      throw e;
    }
  }

  /**
   * Submits one request, all of whose numbers the caller chooses. The stage completes on the thread
   * that applies the log, after the request is durable and applied; sending it again under the same
   * number is safe after any outcome. It fails with a {@link SojournException}.
   *
   * @param epoch of the connection, see {@link Session#epoch}
   * @param sequence names the request within its session, from 1
   * @param lowestAwaited the lowest number whose reply the client still waits for: those below are
   *     given up
   */
  public CompletionStage<R> execute(
      SessionId id, long epoch, long sequence, long lowestAwaited, C command) {
    byte[] body = encode(command);
    return engine
        .request(new Command.Request(id, epoch, sequence, lowestAwaited, fingerprint(body), body))
        .thenApply(this::reply);
  }

  /**
   * Has a command of the program itself executed by {@link StateMachine#applyInternal}, which no
   * session sends, and blocks until that is durable.
   *
   * @param id names the command; the same for a retry, which is answered with the same reply as
   *     long as fewer than {@link Limits#internalCommands} others were executed meanwhile
   * @throws SojournException.Refused if it was not executed
   * @throws SojournException.Failed if the state machine threw
   * @throws SojournException.Uncertain if the log failed: restart, and execute it again
   */
  public R internal(UUID id, C command) {
    byte[] name =
        ByteBuffer.allocate(Command.Internal.ID_BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    Command.Internal internal = new Command.Internal(name, encode(command));
    return reply(SessionClient.await(engine.internal(internal)));
  }

  byte[] encode(C command) {
    return codecs.command().encode(command);
  }

  /** Tells a retry from another command under the same number. */
  static long fingerprint(byte[] body) {
    return ByteBuffer.wrap(sha256(body)).getLong();
  }

  R reply(Outcome<Reply> outcome) {
    return switch (SessionClient.done(outcome)) {
      case Reply.Executed executed -> codecs.reply().decode(executed.reply());
      case Reply.Failed failed -> throw new SojournException.Failed(failed.failure());
      case Reply other -> throw new IllegalStateException("unexpected reply " + other);
    };
  }

  Received<S> received(Effect.Pushed push) {
    return new Received<>(push.number(), codecs.push().decode(push.payload()));
  }

  void close(SessionId id, Inbox inbox) {
    inboxes.close(id, inbox);
  }

  /** The records of the sessions. */
  public Sessions sessions() {
    return engine;
  }

  /** The two channels of the sessions, in bytes. */
  public Exchange exchange() {
    return engine;
  }

  /** Whether commands are taken, and if not, why. */
  public EngineStatus status() {
    return engine.status();
  }

  /** What a token is known by. */
  public static TokenHash hash(String token) {
    return new TokenHash(sha256(token.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private byte[] draw(int length) {
    byte[] drawn = new byte[length];
    random.nextBytes(drawn);
    return drawn;
  }

  /**
   * Answers what waits, closes the log, and gives the folder free. Sessions live on in it; what
   * waits for pushes gets none. A second call does nothing.
   */
  @Override
  public void close() {
    engine.close();
    inboxes.closeAll();
  }
}
