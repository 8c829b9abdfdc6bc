package io.sojourn.engine;

import io.sojourn.machine.Applied;
import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Entry;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies what the log hands over to the machine, keeps the view, tells the listeners, and answers
 * those whose commands it was, in this order: whoever is answered finds everything up to date.
 */
final class MachineApplier implements Applier {

  private final SessionMachine machine;
  private final SessionView view;
  private final long proposer;
  private final Queue<Batch> inFlight = new ConcurrentLinkedQueue<>();
  private final List<Consumer<SessionEvent>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Effect.Pushed>> pushListeners = new CopyOnWriteArrayList<>();
  private boolean live;

  /**
   * Makes an applier.
   *
   * @param proposer names this process in the entries that it proposes
   */
  MachineApplier(SessionMachine machine, SessionView view, long proposer) {
    this.machine = machine;
    this.view = view;
    this.proposer = proposer;
  }

  void subscribe(Consumer<SessionEvent> listener) {
    listeners.add(listener);
  }

  void subscribePushes(Consumer<Effect.Pushed> listener) {
    pushListeners.add(listener);
  }

  /** Expects the entry of a batch that is about to be appended. */
  void expect(Batch batch) {
    inFlight.add(batch);
  }

  /** Expects the batch no longer: its append failed. */
  void giveUp(Batch batch) {
    inFlight.remove(batch);
  }

  /** Fills the view from what the log restored; from now on effects keep it up to date. */
  void goLive() {
    machine.forEach(view::put, view::put);
    view.leasesGrantedAt(machine.leasesGrantedAt());
    live = true;
  }

  @Override
  public void apply(long index, ByteBuffer entry) {
    EntryHeader header;
    List<Command> commands;
    Batch own;
    try {
      header = EntryCodec.decodeHeader(entry);
      own = takeOwn(header);
      commands = own == null ? EntryCodec.decodeCommands(entry) : own.commands();
    } catch (IOException e) {
      throw new IllegalStateException("entry " + index + " of the log cannot be read", e);
    }
    Applied applied = machine.apply(new Entry(index, header.clusterTime(), commands));
    if (live) {
      for (Effect effect : applied.effects()) {
        view.show(effect);
      }
      applied.effects().forEach(this::tell);
    }
    if (own != null) {
      for (int i = 0; i < own.proposals().size(); i++) {
        own.proposals().get(i).replied(applied.replies().get(i));
      }
    }
  }

  /** The batch that became this entry, if this process proposed it. */
  private @Nullable Batch takeOwn(EntryHeader header) {
    Batch first = inFlight.peek();
    if (first == null || header.proposer() != proposer || header.batch() != first.number()) {
      return null;
    }
    return inFlight.poll();
  }

  private void tell(Effect effect) {
    switch (effect) {
      case Effect.SessionChanged changed -> tell(new SessionEvent.Changed(changed.session()));
      case Effect.SessionEnded ended -> tell(new SessionEvent.Ended(ended.session()));
      case Effect.SessionRemoved removed -> tell(new SessionEvent.Removed(removed.session().id()));
      case Effect.TakenOver taken -> tell(new SessionEvent.TakenOver(taken.id(), taken.epoch()));
      case Effect.Pushed pushed -> pushListeners.forEach(listener -> listener.accept(pushed));
      case Effect.CodeChanged changed -> {}
      case Effect.CodeClosed closed -> {}
      case Effect.LeasesGranted granted -> {}
    }
  }

  private void tell(SessionEvent event) {
    for (Consumer<SessionEvent> listener : listeners) {
      listener.accept(event);
    }
  }

  @Override
  public SnapshotSource snapshot() {
    SnapshotCursor cursor = machine.snapshot();
    SnapshotWriter writer = new SnapshotWriter(cursor::next);
    return new SnapshotSource() {
      @Override
      public @Nullable ByteBuffer next() {
        return writer.nextChunk();
      }

      @Override
      public void close() {
        cursor.close();
      }
    };
  }

  @Override
  public void restore(long index, InputStream snapshot) throws IOException {
    SnapshotReader.read(snapshot, machine::restore);
  }
}
