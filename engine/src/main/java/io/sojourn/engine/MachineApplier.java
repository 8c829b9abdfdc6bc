package io.sojourn.engine;

import io.sojourn.machine.Applied;
import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Entry;
import io.sojourn.machine.Reply;
import io.sojourn.machine.ServiceMachine;
import io.sojourn.machine.SessionMachine;
import io.sojourn.machine.SnapshotCursor;
import io.sojourn.session.SessionEvent;
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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies what the log hands over to the machine, keeps the view, tells the listeners, and answers
 * those whose commands it was, in this order: whoever is answered finds everything up to date.
 *
 * <p>The machine and the changes of the view are behind one gate. Listeners and those who are
 * answered are called outside of it, by the thread of the log that applies, so that they hear
 * everything in the order of the log.
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

  private final MachineGate gate;
  private final Reads reads;
  private final Tally tally;
  private boolean live; // changed and read inside the gate

  private volatile long appliedIndex;
  private volatile long clusterTime;
  private volatile long nextDeadline = Long.MAX_VALUE;
  private volatile long droppedPushes;

  /**
   * Makes an applier.
   *
   * @param leads whether this node leads: only then it sends pushes
   * @param wakeWriter has the writer look whether reads want something of it
   */
  MachineApplier(
      EngineBuilder from,
      SessionView view,
      BooleanSupplier leads,
      Tally tally,
      Runnable wakeWriter) {
    List<ServiceMachine> services = List.copyOf(from.services);
    this.emptyMachines =
        () -> {
          SessionMachine empty = new SessionMachine(from.limits, from.machine, services);
          from.identity.ifPresent(it -> empty.guardSettings(it.guard()));
          return empty;
        };
    this.view = view;
    this.proposer = from.proposer;
    this.leads = leads;
    this.tally = tally;
    this.gate = new MachineGate(emptyMachines.get(), wakeWriter);
    this.reads = new Reads(gate, () -> appliedIndex, from.options, wakeWriter);
  }

  MachineGate gate() {
    return gate;
  }

  Reads reads() {
    return reads;
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
        batch.uncertain(why, tally);
      }
    }
  }

  /** Fills the view from what the log restored; from now on it is kept up to date. */
  void goLive() {
    gate.enterFor(
        machine -> {
          view.fill(machine);
          live = true;
        });
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
    return gate.enter(SessionMachine::earliestPushSentAt);
  }

  /**
   * How many pushes had no live session to go to, or no request to refuse when a queue was full.
   */
  long droppedPushes() {
    return droppedPushes;
  }

  /** A digest of the machine's whole state. */
  byte[] digest() {
    return gate.enter(SessionMachine::digest);
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
    Entry read = new Entry(index, header.clusterTime(), commands);
    boolean[] told = new boolean[1];
    Applied applied =
        gate.enter(
            machine -> {
              Applied now = machine.apply(read);
              told[0] = live;
              if (live) {
                now.effects().forEach(view::show);
              }
              publish(machine);
              return now;
            });
    if (told[0]) {
      applied.effects().forEach(this::tell);
    }
    // Asked only now: had the machine thrown, whoever appended the batch would have to answer it.
    if (own != null && giveUp(own)) {
      tally.replied(applied.replies());
      answer(own.proposals(), applied.replies());
    }
    reads.applied(index);
  }

  private static void answer(List<Proposal<?>> proposals, List<Reply> replies) {
    for (int i = 0; i < replies.size(); i++) {
      proposals.get(i).replied(replies.get(i));
    }
  }

  /** Lets those outside of the gate see where the machine is. */
  private void publish(SessionMachine machine) {
    clusterTime = machine.clusterTime();
    nextDeadline = machine.nextDeadline();
    droppedPushes = machine.droppedPushes();
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
      case Effect.PushDied died -> died();
      case Effect.SettingChanged changed -> {}
    }
  }

  /** A setting of the cluster. */
  Optional<byte[]> setting(String name) {
    return gate.enter(machine -> machine.setting(name));
  }

  /** What the nodes have agreed on about their programs. */
  Agreed agreed() {
    return gate.enter(
        machine ->
            new Agreed(
                machine.setting(MachineIdentity.SETTING).flatMap(MachineIdentity::parse),
                machine.behaviour()));
  }

  private void tell(SessionEvent event) {
    for (Consumer<SessionEvent> listener : listeners) {
      listener.accept(event);
    }
  }

  /** Where this node does not lead nobody is connected for pushes: the leader sends them. */
  private void send(Effect.Pushed push) {
    if (leads.getAsBoolean()) {
      tally.pushed(push);
      for (Consumer<Effect.Pushed> listener : pushListeners) {
        listener.accept(push);
      }
    }
  }

  private void died() {
    if (leads.getAsBoolean()) {
      tally.died();
    }
  }

  @Override
  public SnapshotSource snapshot() {
    return new Capture(gate.enter(SessionMachine::snapshot));
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
      return gate.enter(machine -> writer.nextChunk());
    }

    @Override
    public void close() {
      gate.enterFor(machine -> cursor.close());
    }
  }

  /** The machine goes on serving reads while its successor is being filled. */
  @Override
  public void restore(long index, InputStream snapshot) throws IOException {
    SessionMachine restored = emptyMachines.get();
    SnapshotReader.read(snapshot, restored::restore);
    List<SessionEvent> missed =
        gate.replace(
            restored,
            machine -> {
              publish(machine);
              return live ? view.replace(machine) : List.of();
            });
    missed.forEach(this::tell);
    reads.applied(appliedIndex);
  }
}
