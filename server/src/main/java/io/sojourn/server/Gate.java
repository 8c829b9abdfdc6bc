package io.sojourn.server;

/**
 * Decides who asks and whether they may, before a body is read. Called on event loops: never
 * blocks.
 */
@FunctionalInterface
interface Gate {

  /**
   * Tells who sends a request.
   *
   * @param head the request, its path parameters taken out, without its body
   * @param access what the route demands
   * @throws ProblemException if they may not use the route
   */
  Caller admit(Request head, Access access);
}
