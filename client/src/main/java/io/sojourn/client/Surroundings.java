package io.sojourn.client;

import java.net.URI;

/**
 * What a {@link ClientSession} has done for it. Called while the session is at work: nothing here
 * may call it back, or run code of the user.
 */
interface Surroundings {

  /**
   * Begins an attempt to connect, of which {@link ClientSession#opened} or {@link
   * ClientSession#lost} is called with the same number.
   */
  void connect(int line, URI server);

  /** Gives a connection or an attempt up. */
  void disconnect(int line);

  /** Asks for a sign of life. */
  void ping(int line);

  /** Tells the one who waits. */
  void tell(Awaited decided);

  /** Tells the listeners. */
  void changed(ClientState state);

  /** Notes durably that sequences below this may be used, then {@link ClientSession#reserved}. */
  void reserve(long below);

  /** Notes the session, in time. */
  void note();
}
