package io.sojourn.client;

import java.net.URI;

/**
 * What a {@link Party} has done with its connections. Called while it is at work: nothing here may
 * call it back, or run code of the user.
 */
interface Lines {

  /**
   * Begins an attempt to connect, of which {@link Party#opened} or {@link Party#lost} is called
   * with the same number.
   */
  void connect(int line, URI server);

  /** Gives a connection or an attempt up. */
  void disconnect(int line);

  /** Asks for a sign of life. */
  void ping(int line);

  /** Tells the one who waits. */
  void tell(Awaited decided);
}
