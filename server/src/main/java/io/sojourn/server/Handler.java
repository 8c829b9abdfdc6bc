package io.sojourn.server;

/** Answers one request. Runs on a virtual thread and may block, unless its route says otherwise. */
@FunctionalInterface
interface Handler {

  /**
   * Answers the request.
   *
   * @throws ProblemException to refuse it
   */
  Response handle(Request request);
}
