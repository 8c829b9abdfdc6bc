package io.sojourn.engine;

import io.sojourn.channel.DeadLetters;
import io.sojourn.machine.Command;
import io.sojourn.machine.Consistency;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Exchange;
import io.sojourn.machine.Leader;
import io.sojourn.machine.Query;
import io.sojourn.machine.Reply;
import io.sojourn.machine.SessionMachine;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.LiveCode;
import io.sojourn.session.NewSession;
import io.sojourn.session.Outcome;
import io.sojourn.session.PairingCode;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionEvent;
import io.sojourn.session.SessionFilter;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionPage;
import io.sojourn.session.SessionState;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import io.sojourn.session.TokenHash;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A machine on a log, behind the two ports of the kernel. Starts one thread, the writer; every
 * method may be called from any thread.
 *
 * <p>A command is done only after its entry is durable, as the log promises, and applied here.
 */
public final class SessionEngine implements Sessions, Exchange, AutoCloseable {

  private final ReplicatedLog log;
  private final Leader self;
  private final Screening screening;
  private final SessionView view = new SessionView();
  private final Tally tally = new Tally();
  private final ProposalQueue queue;
  private final MachineApplier applier;
  private final Reads reads;
  private final Writer writer;
  private final WriterThread thread;
  private final Intake intake;

  private SessionEngine(EngineBuilder from) {
    this.log = from.log;
    this.self = new Leader(from.node, from.address);
    this.screening = new Screening(from.limits, from.machine, from.services);
    this.queue = new ProposalQueue(from.options);
    this.applier = new MachineApplier(from, view, () -> leads(), tally, queue::wake);
    this.reads = applier.reads();
    this.writer = new Writer(from, applier, queue, tally);
    this.thread = new WriterThread(writer);
    this.intake = new Intake(screening, writer, queue, tally);
  }

  /** Begins with the log. */
  public static EngineBuilder on(ReplicatedLog log) {
    return new EngineBuilder(log);
  }

  static SessionEngine open(EngineBuilder from) throws IOException {
    SessionEngine engine = new SessionEngine(from);
    engine.thread.start();
    try {
      engine.writer.started().join();
    } catch (CompletionException e) {
      engine.close();
      if (e.getCause() instanceof IOException cannotOpen) {
        throw cannotOpen;
      }
      throw e;
    }
    return engine;
  }

  /**
   * Takes no more commands, writes those that wait, answers them, and closes the log. A second call
   * does nothing.
   */
  @Override
  public void close() {
    if (intake.isClosed()) {
      return;
    }
    intake.close();
    writer.stop();
    thread.join();
    log.close();
    applier.abandon("the node stopped before the entry was known to be in the log");
  }

  /** Whether commands are taken, and if not, why. */
  public EngineStatus status() {
    return new EngineStatus(
        writer.ready() && !intake.isClosed(),
        Optional.ofNullable(writer.failure()).map(Throwable::getMessage),
        writer.role(),
        leader(),
        log.status(),
        queue.size());
  }

  /** What became of what this process was asked since its start. */
  public ExchangeCounts counts() {
    return tally.counts(applier.droppedPushes());
  }

  /** A digest of the whole state, equal on nodes that have applied the same entries. */
  byte[] digest() {
    return applier.digest();
  }

  /** Asks the log for a snapshot as soon as none is under way. */
  public void requestSnapshot() {
    log.requestSnapshot();
    queue.wake();
  }

  private boolean leads() {
    return writer.role() instanceof Role.Leader;
  }

  private <T> CompletionStage<Outcome<T>> refused(Refusal why) {
    tally.refused(why);
    return CompletableFuture.completedFuture(new Outcome.Refused<>(why));
  }

  /** Has the machine asked once its state is as new as is wanted. */
  private <T> CompletionStage<Outcome<T>> read(
      Consistency consistency, long minIndex, Function<SessionMachine, Outcome<T>> question) {
    if (intake.isClosed() || writer.failure() != null) {
      return refused(writer.whyNot());
    }
    // A node alone has applied whatever it has acknowledged, and there is nobody else who could.
    boolean asItIs = consistency == Consistency.LINEARIZABLE && log.isAlone();
    CompletionStage<Outcome<T>> answer =
        reads.ask(asItIs ? Consistency.LOCAL : consistency, minIndex, question);
    if (writer.ended()) {
      writer.refuseStranded();
    }
    return answer;
  }

  @Override
  public CompletionStage<Outcome<Session>> create(SessionId id, NewSession session) {
    return intake.submit(new Command.CreateSession(id, session), Replies::session);
  }

  @Override
  public Optional<Session> find(SessionId id) {
    return view.find(id);
  }

  @Override
  public SessionPage list(SessionFilter filter, SessionPage.@Nullable Position after, int limit) {
    return view.list(filter, after, limit);
  }

  @Override
  public CompletionStage<Outcome<Session>> change(
      SessionId id, StateChange change, long expectedVersion) {
    return intake.submit(new Command.ChangeState(id, change, expectedVersion), Replies::session);
  }

  @Override
  public CompletionStage<Outcome<Session>> touch(SessionId id) {
    return intake.submit(new Command.Touch(id), Replies::session);
  }

  @Override
  public CompletionStage<Outcome<Session>> editAttributes(
      SessionId id, long expectedVersion, List<AttributeEdit> edits, boolean replaceAll) {
    return intake.submit(
        new Command.EditAttributes(id, expectedVersion, edits, replaceAll), Replies::session);
  }

  @Override
  public CompletionStage<Outcome<Session>> attach(SessionId id, TokenHash tokenHash) {
    return intake.submit(new Command.Attach(id, tokenHash), Replies::session);
  }

  @Override
  public CompletionStage<Outcome<LiveCode>> openCode(
      SessionId host, PairingCode code, long lifeMillis, int uses) {
    return intake.submit(
        new Command.OpenCode(host, code, lifeMillis, uses),
        Replies.as(Reply.CodeOpened.class).andThen(Reply.CodeOpened::code));
  }

  @Override
  public CompletionStage<Outcome<Session>> closeCode(SessionId host) {
    return intake.submit(new Command.CloseCode(host), Replies::session);
  }

  @Override
  public CompletionStage<Outcome<Joined>> redeemCode(
      PairingCode code, SessionId viewerId, NewSession viewer) {
    return intake.submit(
        new Command.RedeemCode(code, viewerId, viewer),
        Replies.as(Reply.Redeemed.class)
            .andThen(redeemed -> new Joined(redeemed.host(), redeemed.viewer())));
  }

  @Override
  public Optional<LiveCode> codeOf(SessionId host) {
    return view.codeOf(host);
  }

  @Override
  public int liveCodes() {
    return view.liveCodes();
  }

  @Override
  public int count(SessionState state) {
    return view.count(state);
  }

  @Override
  public long leaseExpiresAt(Session session) {
    return session.leaseExpiresAt(view.leasesGrantedAt());
  }

  @Override
  public void subscribe(Consumer<SessionEvent> listener) {
    applier.subscribe(listener);
  }

  @Override
  public CompletionStage<Outcome<Reply>> request(Command.Request request) {
    return intake.submit(request, Function.identity());
  }

  @Override
  public void request(Command.Request request, Consumer<Outcome<Reply>> told) {
    intake.submit(request, Function.identity(), told);
  }

  @Override
  public CompletionStage<Outcome<Reply>> attach(Command.Attach attach) {
    return intake.submit(attach, Function.identity());
  }

  @Override
  public CompletionStage<Outcome<Reply>> acknowledge(Command.Acknowledge acknowledgement) {
    return intake.submit(acknowledgement, Function.identity());
  }

  @Override
  public CompletionStage<Outcome<Reply>> reject(Command.Reject rejection) {
    return intake.submit(rejection, Function.identity());
  }

  @Override
  public CompletionStage<Outcome<Reply>> end(Command.EndSession end) {
    return intake.submit(end, Function.identity());
  }

  @Override
  public CompletionStage<Outcome<Reply>> keepAlive(Command.KeepAlive keepAlive) {
    return intake.submit(keepAlive, Function.identity());
  }

  @Override
  public CompletionStage<Outcome<Reply>> query(Query query) {
    Refusal hopeless = screening.refuse(query);
    if (hopeless != null) {
      return refused(hopeless);
    }
    return ask(
        query.consistency(),
        query.minIndex(),
        machine -> machine.query(query.id(), query.epoch(), query.body()));
  }

  private CompletionStage<Outcome<Reply>> ask(
      Consistency consistency, long minIndex, Function<SessionMachine, Reply> question) {
    return read(
        consistency,
        minIndex,
        machine -> {
          Reply reply = question.apply(machine);
          tally.queried(reply);
          return Replies.outcome(reply, Function.identity());
        });
  }

  @Override
  public CompletionStage<Outcome<Long>> readBarrier() {
    return read(Consistency.LINEARIZABLE, 0, machine -> new Outcome.Done<>(machine.index()));
  }

  @Override
  public CompletionStage<Outcome<Reply>> internal(Command.Internal command) {
    return intake.submit(command, Function.identity());
  }

  @Override
  public CompletionStage<Outcome<Reply>> service(Command.Service command) {
    return intake.submit(command, Function.identity());
  }

  @Override
  public CompletionStage<Outcome<Reply>> ask(
      String service, byte[] query, Consistency consistency) {
    Refusal hopeless = screening.refuse(service, query);
    return hopeless == null
        ? ask(consistency, 0, machine -> machine.query(service, query))
        : refused(hopeless);
  }

  @Override
  public CompletionStage<Outcome<DeadLetters>> deadLetters(SessionId id) {
    return read(
        Consistency.LOCAL,
        0,
        machine ->
            machine
                .deadLetters(id)
                .<Outcome<DeadLetters>>map(Outcome.Done::new)
                .orElseGet(() -> new Outcome.Refused<>(Screening.UNKNOWN)));
  }

  @Override
  public CompletionStage<Outcome<Reply>> clearDeadLetters(Command.ClearDeadLetters command) {
    return intake.submit(command, Function.identity());
  }

  @Override
  public long appliedIndex() {
    return applier.appliedIndex();
  }

  @Override
  public Optional<Leader> leader() {
    Optional<String> name =
        switch (writer.role()) {
          case Role.Leader leader -> Optional.of(self.node());
          case Role.Follower follower -> follower.leader();
          case Role.Stopped stopped -> Optional.empty();
        };
    return name.filter(node -> !node.isEmpty())
        .map(node -> node.equals(self.node()) ? self : new Leader(node, view.addressOf(node)));
  }

  /**
   * Sets a setting of the whole cluster. Done with the setting as it is then.
   *
   * @param ifAbsent whether one that is there stays as it is
   */
  public CompletionStage<Outcome<Reply.SettingIs>> putSetting(
      String name, byte[] value, boolean ifAbsent) {
    return intake.submit(
        new Command.PutSetting(name, value, ifAbsent), Replies.as(Reply.SettingIs.class));
  }

  /** A setting of the cluster as this node has it; may wait for an entry that is being applied. */
  public Optional<byte[]> setting(String name) {
    return applier.setting(name);
  }

  /** What the nodes have agreed on about their programs; may wait as {@link #setting} does. */
  public Agreed agreed() {
    return applier.agreed();
  }

  /** Has the machine behave as a version of it does that every node of the cluster knows. */
  public CompletionStage<Outcome<Reply.Upgraded>> upgrade(int behaviour) {
    return intake.submit(new Command.Upgrade(behaviour), Replies.as(Reply.Upgraded.class));
  }

  @Override
  public void subscribePushes(Consumer<Effect.Pushed> listener) {
    applier.subscribePushes(listener);
  }
}
