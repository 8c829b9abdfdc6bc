package io.sojourn.engine;

import io.sojourn.channel.DeadLetters;
import io.sojourn.machine.Applied;
import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Entry;
import io.sojourn.machine.Leader;
import io.sojourn.machine.Query;
import io.sojourn.machine.Reply;
import io.sojourn.machine.SessionMachine;
import io.sojourn.machine.SnapshotCursor;
import io.sojourn.session.Refusal;
import io.sojourn.session.SessionEvent;
import io.sojourn.session.SessionId;
import io.sojourn.wire.EntryCodec;
import io.sojourn.wire.EntryHeader;
import io.sojourn.wire.SnapshotReader;
import io.sojourn.wire.SnapshotWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies what the log hands over to the machine, keeps the view, tells the listeners, and answers
 * those whose commands it was, in this order: whoever is answered finds everything up to date.
 *
 * <p>One lock guards the machine and the changes of the view. Listeners and those who are answered
 * are called outside of it, by the thread of the log that applies, so that they hear everything in
 * the order of the log.
 */
final class MachineApplier implements Applier {

  private final Supplier<SessionMachine> emptyMachines;
  private final SessionView view;
  private final long proposer;
  private final BooleanSupplier leads;

  /**
   * The batches of this process that may still come to be applied, by their numbers. Whoever takes
   * one out of here, and nobody else, answers it.
   */
  private final Map<Long, Batch> inFlight = new ConcurrentHashMap<>();

  private final List<Consumer<SessionEvent>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Effect.Pushed>> pushListeners = new CopyOnWriteArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private SessionMachine machine; // guarded by the lock
  private boolean live; // guarded by the lock

  private volatile long appliedIndex;
  private volatile long clusterTime;
  private volatile long nextDeadline = Long.MAX_VALUE;

  /**
   * Makes an applier.
   *
   * @param emptyMachines makes the machine, and another one for each snapshot that is restored
   * @param proposer names this process in the entries that it proposes
   * @param leads whether this node leads: only then it sends pushes
   */
  MachineApplier(
      Supplier<SessionMachine> emptyMachines,
      SessionView view,
      long proposer,
      BooleanSupplier leads) {
    this.emptyMachines = emptyMachines;
    this.view = view;
    this.proposer = proposer;
    this.leads = leads;
    this.machine = emptyMachines.get();
  }

  void subscribe(Consumer<SessionEvent> listener) {
    listeners.add(listener);
  }

  void subscribePushes(Consumer<Effect.Pushed> listener) {
    pushListeners.add(listener);
  }

  /** Expects the entry of a batch that is about to be appended. */
  void expect(Batch batch) {
    inFlight.put(batch.number(), batch);
  }

  /**
   * Expects the batch no longer.
   *
   * @return whether it was expected until now: it is for the caller to answer it then
   */
  boolean giveUp(Batch batch) {
    return inFlight.remove(batch.number(), batch);
  }

  /** Answers what will not be heard of any more: the log is closed. */
  void abandon(String why) {
    for (Batch batch : inFlight.values()) {
      if (giveUp(batch)) {
        batch.proposals().forEach(proposal -> proposal.uncertain(why));
      }
    }
  }

  /** Fills the view from what the log restored; from now on it is kept up to date. */
  void goLive() {
    lock.lock();
    try {
      view.fill(machine);
      live = true;
    } finally {
      lock.unlock();
    }
  }

  /** The last entry that is applied here. */
  long appliedIndex() {
    return appliedIndex;
  }

  /** Cluster time as of the last entry. */
  long clusterTime() {
    return clusterTime;
  }

  /** When something will happen by itself, as of the last entry. */
  long nextDeadline() {
    return nextDeadline;
  }

  /** When the push that waits longest was last sent. */
  long earliestPushSentAt() {
    lock.lock();
    try {
      return machine.earliestPushSentAt();
    } finally {
      lock.unlock();
    }
  }

  /** A digest of the machine's whole state. */
  byte[] digest() {
    lock.lock();
    try {
      return machine.digest();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void apply(long index, ByteBuffer entry) {
    EntryHeader header;
    List<Command> commands;
    Batch own;
    try {
      header = EntryCodec.decodeHeader(entry);
      own = header.proposer() == proposer ? inFlight.get(header.batch()) : null;
      commands = own == null ? EntryCodec.decodeCommands(entry) : own.commands();
    } catch (IOException e) {
      throw new IllegalStateException("entry " + index + " of the log cannot be read", e);
    }
    Applied applied;
    boolean told;
    lock.lock();
    try {
      applied = machine.apply(new Entry(index, header.clusterTime(), commands));
      told = live;
      if (told) {
        applied.effects().forEach(view::show);
      }
      publish();
    } finally {
      lock.unlock();
    }
    if (told) {
      applied.effects().forEach(this::tell);
    }
    // Asked only now: had the machine thrown, whoever appended the batch would have to answer it.
    if (own != null && giveUp(own)) {
      answer(own.proposals(), applied.replies());
    }
  }

  private static void answer(List<Proposal<?>> proposals, List<Reply> replies) {
    for (int i = 0; i < replies.size(); i++) {
      proposals.get(i).replied(replies.get(i));
    }
  }

  /** Lets those who do not hold the lock see where the machine is. */
  private void publish() {
    clusterTime = machine.clusterTime();
    nextDeadline = machine.nextDeadline();
    appliedIndex = machine.index();
  }

  private void tell(Effect effect) {
    switch (effect) {
      case Effect.SessionChanged changed -> tell(new SessionEvent.Changed(changed.session()));
      case Effect.SessionEnded ended -> tell(new SessionEvent.Ended(ended.session()));
      case Effect.SessionRemoved removed -> tell(new SessionEvent.Removed(removed.session().id()));
      case Effect.TakenOver taken -> tell(new SessionEvent.TakenOver(taken.id(), taken.epoch()));
      case Effect.Pushed pushed -> send(pushed);
      case Effect.CodeChanged changed -> {}
      case Effect.CodeClosed closed -> {}
      case Effect.LeasesGranted granted -> {}
      case Effect.PushDied died -> {}
      case Effect.SettingChanged changed -> {}
    }
  }

  /** Answers a query from the state as it is here, between two entries. */
  Reply query(Query query) {
    lock.lock();
    try {
      return machine.index() < query.minIndex()
          ? new Reply.Refused(
              Refusal.of(Refusal.Code.UNAVAILABLE, "the node is at entry " + machine.index()))
          : machine.query(query.id(), query.epoch(), query.body());
    } finally {
      lock.unlock();
    }
  }

  /** The dead letters of a session as they are here. */
  Optional<DeadLetters> deadLetters(SessionId id) {
    lock.lock();
    try {
      return machine.deadLetters(id);
    } finally {
      lock.unlock();
    }
  }

  Optional<Leader> leader() {
    lock.lock();
    try {
      return machine.leader();
    } finally {
      lock.unlock();
    }
  }

  private void tell(SessionEvent event) {
    for (Consumer<SessionEvent> listener : listeners) {
      listener.accept(event);
    }
  }

  /** Where this node does not lead nobody is connected for pushes: the leader sends them. */
  private void send(Effect.Pushed push) {
    if (leads.getAsBoolean()) {
      for (Consumer<Effect.Pushed> listener : pushListeners) {
        listener.accept(push);
      }
    }
  }

  @Override
  public SnapshotSource snapshot() {
    lock.lock();
    try {
      return new Capture(machine.snapshot());
    } finally {
      lock.unlock();
    }
  }

  /** A capture that may be pulled by any one thread while entries are applied by another. */
  private final class Capture implements SnapshotSource {
    private final SnapshotCursor cursor;
    private final SnapshotWriter writer;

    Capture(SnapshotCursor cursor) {
      this.cursor = cursor;
      this.writer = new SnapshotWriter(cursor::next);
    }

    @Override
    public @Nullable ByteBuffer next() {
      lock.lock();
      try {
        return writer.nextChunk();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        cursor.close();
      } finally {
        lock.unlock();
      }
    }
  }

  /** The machine goes on serving reads while its successor is being filled. */
  @Override
  public void restore(long index, InputStream snapshot) throws IOException {
    SessionMachine restored = emptyMachines.get();
    SnapshotReader.read(snapshot, restored::restore);
    List<SessionEvent> missed = List.of();
    lock.lock();
    try {
      machine = restored;
      if (live) {
        missed = view.replace(restored);
      }
      publish();
    } finally {
      lock.unlock();
    }
    missed.forEach(this::tell);
  }
}
