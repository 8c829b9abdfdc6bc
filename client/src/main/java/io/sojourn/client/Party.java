package io.sojourn.client;

import io.sojourn.wire.connect.ServerMessage;

/**
 * One who speaks over a connection at a time, as a {@link Driver} needs it: a state machine that is
 * told what happens and what time it is. Not thread-safe.
 *
 * <p>Times are milliseconds of a clock that never goes back.
 */
interface Party {

  /** A connection is there. */
  void opened(int line, long now);

  /** Something came, if only a sign of life. */
  void heard(int line, long now);

  /** A message came. */
  void received(int line, ServerMessage message, long now);

  /** The connection or attempt is gone. */
  void lost(int line, String detail, long now);

  /** Adds what is to be sent now over the connection of now; nothing if there is none. */
  void send(Frame frame, long now);

  /** Lets time pass. */
  void tick(long now);

  /** When {@link #tick} is to be called at the latest. */
  long wakeAtMillis();

  /** Whether the server has agreed to the connection of now, and is told before it ends. */
  boolean isWelcome();
}
