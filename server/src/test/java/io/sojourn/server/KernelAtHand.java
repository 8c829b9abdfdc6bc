package io.sojourn.server;

import io.sojourn.machine.Applied;
import io.sojourn.machine.Command;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The real session machine without a log, on a clock that the test moves: what leases do to
 * requests can be seen without waiting. Can be told to give the answers that only a failing log
 * gives.
 */
final class KernelAtHand implements Sessions {

  /** An answer that is given instead of doing anything. */
  private volatile @Nullable Outcome<Session> trouble;

  private final SessionMachine machine;
  private long index;
  private long now = 1_800_000_000_000L;

  KernelAtHand(Limits limits) {
    machine = new SessionMachine(limits, null);
    var unused = apply(new Command.GrantLeases(), Function.identity());
  }

  /** Answers every change with this from now on; null to work again. */
  void trouble(@Nullable Outcome<Session> answer) {
    trouble = answer;
  }

  synchronized void pass(long millis) {
    now += millis;
    index++;
    Applied applied = machine.apply(new Entry(index, now, List.of()));
    if (!applied.replies().isEmpty()) {
      throw new IllegalStateException("nothing was asked");
    }
  }

  private synchronized <T> Outcome<T> apply(Command command, Function<Reply, T> value) {
    index++;
    Reply reply = machine.apply(new Entry(index, now, List.of(command))).replies().getFirst();
    return reply instanceof Reply.Refused refused
        ? new Outcome.Refused<>(refused.why())
        : new Outcome.Done<>(value.apply(reply));
  }

  private CompletionStage<Outcome<Session>> session(Command command) {
    Outcome<Session> instead = trouble;
    return CompletableFuture.completedFuture(
        instead != null
            ? instead
            : apply(
                command,
                reply ->
                    switch (reply) {
                      case Reply.SessionIs is -> is.session();
                      case Reply.Attached attached -> attached.session();
                      default -> throw new IllegalStateException("unexpected " + reply);
                    }));
  }

  private synchronized List<Session> all() {
    List<Session> all = new ArrayList<>();
    machine.forEach(all::add, code -> {});
    return all;
  }

  @Override
  public CompletionStage<Outcome<Session>> create(SessionId id, NewSession session) {
    return session(new Command.CreateSession(id, session));
  }

  @Override
  public Optional<Session> find(SessionId id) {
    return all().stream().filter(session -> session.id().equals(id)).findFirst();
  }

  @Override
  public SessionPage list(SessionFilter filter, SessionPage.@Nullable Position after, int limit) {
    Comparator<Session> newestFirst =
        Comparator.comparingLong(Session::createdAt).thenComparing(Session::id).reversed();
    List<Session> from =
        all().stream()
            .filter(filter::matches)
            .sorted(newestFirst)
            .filter(s -> after == null || isBehind(s, after))
            .toList();
    List<Session> page = from.subList(0, Math.min(limit, from.size()));
    Session last = page.size() < from.size() ? page.getLast() : null;
    return new SessionPage(
        page, last == null ? null : new SessionPage.Position(last.createdAt(), last.id()));
  }

  private static boolean isBehind(Session session, SessionPage.Position after) {
    return session.createdAt() < after.createdAt()
        || (session.createdAt() == after.createdAt() && session.id().compareTo(after.id()) < 0);
  }

  @Override
  public CompletionStage<Outcome<Session>> change(
      SessionId id, StateChange change, long expectedVersion) {
    return session(new Command.ChangeState(id, change, expectedVersion));
  }

  @Override
  public CompletionStage<Outcome<Session>> touch(SessionId id) {
    return session(new Command.Touch(id));
  }

  @Override
  public CompletionStage<Outcome<Session>> editAttributes(
      SessionId id, long expectedVersion, List<AttributeEdit> edits, boolean replaceAll) {
    return session(new Command.EditAttributes(id, expectedVersion, edits, replaceAll));
  }

  @Override
  public CompletionStage<Outcome<Session>> attach(SessionId id, TokenHash tokenHash) {
    return session(new Command.Attach(id, tokenHash));
  }

  @Override
  public CompletionStage<Outcome<LiveCode>> openCode(
      SessionId host, PairingCode code, long lifeMillis, int uses) {
    throw new UnsupportedOperationException("the HTTP door opens no codes");
  }

  @Override
  public CompletionStage<Outcome<Session>> closeCode(SessionId host) {
    throw new UnsupportedOperationException("the HTTP door closes no codes");
  }

  @Override
  public CompletionStage<Outcome<Joined>> redeemCode(
      PairingCode code, SessionId viewerId, NewSession viewer) {
    throw new UnsupportedOperationException("the HTTP door redeems no codes");
  }

  @Override
  public Optional<LiveCode> codeOf(SessionId host) {
    return Optional.empty();
  }

  @Override
  public int liveCodes() {
    return 0;
  }

  @Override
  public int count(SessionState state) {
    return (int) all().stream().filter(session -> session.state() == state).count();
  }

  @Override
  public long leaseExpiresAt(Session session) {
    return session.leaseExpiresAt(machine.leasesGrantedAt());
  }

  @Override
  public void subscribe(Consumer<SessionEvent> listener) {
    throw new UnsupportedOperationException("the HTTP door listens to nothing");
  }
}
