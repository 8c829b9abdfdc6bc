package io.sojourn.client;

/**
 * What a {@link ClientSession} has done for it. Called while the session is at work: nothing here
 * may call it back, or run code of the user.
 */
interface Surroundings extends Lines {

  /** Tells the listeners. */
  void changed(ClientState state);

  /** Notes durably that sequences below this may be used, then {@link ClientSession#reserved}. */
  void reserve(long below);

  /** Notes the session, in time. */
  void note();
}
