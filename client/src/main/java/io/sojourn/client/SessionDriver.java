package io.sojourn.client;

import java.net.http.HttpClient;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Drives the session: its pushes are handled, its states told, and it is noted. */
final class SessionDriver extends Driver<ClientSession> implements Surroundings {

  private final Consumer<ClientState> listener;
  private final Callbacks callbacks = new Callbacks("sojourn-client-states");
  private final NoteKeeper notes;
  private final PushRunner pushes;
  private final ClientSession session;

  /**
   * Makes a driver that does nothing yet.
   *
   * @param listener is told each state, one after the other, on a thread of its own
   */
  SessionDriver(
      Function<Surroundings, ClientSession> session,
      HttpClient http,
      @Nullable PushHandler handler,
      Function<SessionDriver, NoteKeeper> notes,
      Consumer<ClientState> listener) {
    super(http);
    this.listener = listener;
    this.notes = notes.apply(this);
    this.pushes = new PushRunner(this, handler);
    this.session = session.apply(this);
  }

  @Override
  ClientSession party() {
    return session;
  }

  @Override
  void lookAround() {
    pushes.look(session);
  }

  NoteKeeper notes() {
    return notes;
  }

  void submit(PendingRequest request) {
    lock();
    try {
      session.submit(request);
    } finally {
      endTurn();
    }
  }

  @Override
  public void changed(ClientState state) {
    // Handed on under the lock, so that they are told in the order in which they came about.
    callbacks.run(() -> listener.accept(state));
    if (state.isOver()) {
      notes.close();
    }
  }

  @Override
  public void reserve(long below) {
    notes.reserve(below);
  }

  @Override
  public void note() {
    notes.note();
  }
}
