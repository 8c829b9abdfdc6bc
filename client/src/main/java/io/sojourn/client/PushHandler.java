package io.sojourn.client;

/** Takes the pushes of a session, one at a time and in the order of their numbers. */
@FunctionalInterface
public interface PushHandler {

  /**
   * Handles one push. When this returns, the push is acknowledged and comes no more; when it
   * throws, it is called again after a pause, and after the last attempt the push goes to the dead
   * letters of the session. It may block: nothing else of the client waits for it.
   *
   * @throws Exception if it could not be handled; the message goes with it to the dead letters
   */
  void handle(Delivery push) throws Exception;
}
