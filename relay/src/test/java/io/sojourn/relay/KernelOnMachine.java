package io.sojourn.relay;

import io.sojourn.machine.Applied;
import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Entry;
import io.sojourn.machine.Reply;
import io.sojourn.machine.SessionMachine;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.Limits;
import io.sojourn.session.LiveCode;
import io.sojourn.session.NewSession;
import io.sojourn.session.Outcome;
import io.sojourn.session.PairingCode;
import io.sojourn.session.Session;
import io.sojourn.session.SessionEvent;
import io.sojourn.session.SessionFilter;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionPage;
import io.sojourn.session.SessionState;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import io.sojourn.session.TokenHash;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The real session machine with one writer thread and no log: a kernel without durability. */
final class KernelOnMachine implements Sessions, AutoCloseable {

  private final SessionMachine machine = new SessionMachine(Limits.DEFAULT, null);
  private final ExecutorService writer = Executors.newSingleThreadExecutor();
  private final LongSupplier clockMillis;
  private final Map<SessionId, Session> sessions = new ConcurrentHashMap<>();
  private final Map<SessionId, LiveCode> codes = new ConcurrentHashMap<>();
  private final List<Consumer<SessionEvent>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger codesToTake = new AtomicInteger();
  private long index;

  KernelOnMachine(LongSupplier clockMillis) {
    this.clockMillis = clockMillis;
  }

  /** Lets somebody else be quicker with the next codes that are drawn. */
  void takeCodes(int times) {
    codesToTake.set(times);
  }

  /** Lets the kernel see that time went by. */
  void tick() {
    CompletableFuture.runAsync(() -> apply(List.of()), writer).join();
  }

  private List<Reply> apply(List<Command> commands) {
    index++;
    Applied applied = machine.apply(new Entry(index, clockMillis.getAsLong(), commands));
    applied.effects().forEach(this::show);
    applied.effects().forEach(this::tell);
    return applied.replies();
  }

  private void show(Effect effect) {
    switch (effect) {
      case Effect.SessionChanged changed -> sessions.put(changed.session().id(), changed.session());
      case Effect.SessionEnded ended -> sessions.put(ended.session().id(), ended.session());
      case Effect.SessionRemoved removed -> sessions.remove(removed.session().id());
      case Effect.CodeChanged changed -> codes.put(changed.code().host(), changed.code());
      case Effect.CodeClosed closed -> codes.remove(closed.host());
      default -> {}
    }
  }

  private void tell(Effect effect) {
    SessionEvent event =
        switch (effect) {
          case Effect.SessionChanged changed -> new SessionEvent.Changed(changed.session());
          case Effect.SessionEnded ended -> new SessionEvent.Ended(ended.session());
          case Effect.SessionRemoved removed -> new SessionEvent.Removed(removed.session().id());
          case Effect.TakenOver taken -> new SessionEvent.TakenOver(taken.id(), taken.epoch());
          default -> null;
        };
    if (event != null) {
      listeners.forEach(listener -> listener.accept(event));
    }
  }

  private <T> CompletionStage<Outcome<T>> ask(Command command, Function<Reply, T> value) {
    return CompletableFuture.supplyAsync(
        () -> {
          Reply reply = apply(List.of(command)).getFirst();
          return reply instanceof Reply.Refused refused
              ? new Outcome.Refused<T>(refused.why())
              : new Outcome.Done<>(value.apply(reply));
        },
        writer);
  }

  private static Session sessionIn(Reply reply) {
    return switch (reply) {
      case Reply.SessionIs is -> is.session();
      case Reply.Attached attached -> attached.session();
      default -> throw new AssertionError("no session in " + reply);
    };
  }

  @Override
  public CompletionStage<Outcome<Session>> create(SessionId id, NewSession session) {
    return ask(new Command.CreateSession(id, session), KernelOnMachine::sessionIn);
  }

  @Override
  public Optional<Session> find(SessionId id) {
    return Optional.ofNullable(sessions.get(id));
  }

  @Override
  public SessionPage list(SessionFilter filter, SessionPage.@Nullable Position after, int limit) {
    List<Session> all = new ArrayList<>(sessions.values());
    all.removeIf(session -> !filter.matches(session));
    return new SessionPage(all, null);
  }

  @Override
  public CompletionStage<Outcome<Session>> change(
      SessionId id, StateChange change, long expectedVersion) {
    return ask(new Command.ChangeState(id, change, expectedVersion), KernelOnMachine::sessionIn);
  }

  @Override
  public CompletionStage<Outcome<Session>> touch(SessionId id) {
    return ask(new Command.Touch(id), KernelOnMachine::sessionIn);
  }

  @Override
  public CompletionStage<Outcome<Session>> editAttributes(
      SessionId id, long expectedVersion, List<AttributeEdit> edits, boolean replaceAll) {
    return ask(
        new Command.EditAttributes(id, expectedVersion, edits, replaceAll),
        KernelOnMachine::sessionIn);
  }

  @Override
  public CompletionStage<Outcome<Session>> attach(SessionId id, TokenHash tokenHash) {
    return ask(new Command.Attach(id, tokenHash), KernelOnMachine::sessionIn);
  }

  @Override
  public CompletionStage<Outcome<LiveCode>> openCode(
      SessionId host, PairingCode code, long lifeMillis, int uses) {
    if (codesToTake.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      return open(host, code, lifeMillis, uses);
    }
    ResumeToken other = ResumeToken.draw(new SecureRandom());
    var register = new ControlMessage.Register("other", 1, null, false, null);
    return create(other.session(), Roles.host(register, other, RelayLimits.DEFAULT.times()))
        .thenCompose(created -> open(other.session(), code, lifeMillis, uses))
        .thenCompose(opened -> open(host, code, lifeMillis, uses));
  }

  private CompletionStage<Outcome<LiveCode>> open(
      SessionId host, PairingCode code, long lifeMillis, int uses) {
    return ask(
        new Command.OpenCode(host, code, lifeMillis, uses),
        reply -> ((Reply.CodeOpened) reply).code());
  }

  @Override
  public CompletionStage<Outcome<Session>> closeCode(SessionId host) {
    return ask(new Command.CloseCode(host), KernelOnMachine::sessionIn);
  }

  @Override
  public CompletionStage<Outcome<Joined>> redeemCode(
      PairingCode code, SessionId viewerId, NewSession viewer) {
    return ask(
        new Command.RedeemCode(code, viewerId, viewer),
        reply -> {
          Reply.Redeemed redeemed = (Reply.Redeemed) reply;
          return new Joined(redeemed.host(), redeemed.viewer());
        });
  }

  @Override
  public Optional<LiveCode> codeOf(SessionId host) {
    return Optional.ofNullable(codes.get(host));
  }

  @Override
  public CompletionStage<Outcome<Long>> readBarrier() {
    return CompletableFuture.completedFuture(new Outcome.Done<>(index));
  }

  @Override
  public int liveCodes() {
    return codes.size();
  }

  @Override
  public int count(SessionState state) {
    return (int) sessions.values().stream().filter(session -> session.state() == state).count();
  }

  @Override
  public long leaseExpiresAt(Session session) {
    return session.leaseExpiresAt(0);
  }

  @Override
  public void subscribe(Consumer<SessionEvent> listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}
