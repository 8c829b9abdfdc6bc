package io.sojourn.bench;

import java.io.IOException;

/**
 * A system that makes commands durable, in processes of its own, with clients that reach it through
 * sockets.
 */
interface WireTarget extends AutoCloseable {

  /** How many clients there are, each with a connection (and, where it has them, a session). */
  int CLIENTS = 8;

  /** How many commands each keeps under way when the load is heavy. */
  int WINDOW = 256;

  /** How long the payload of a command is. */
  int PAYLOAD_BYTES = 100;

  /**
   * Has the first so many clients each keep a number of commands under way for some time: a new one
   * goes out for each answer.
   *
   * @throws IOException if a command was refused or its outcome is unknown
   */
  LoadResult run(int clients, int window, double seconds) throws IOException;

  /**
   * Offers commands at a fixed rate for some time, to all clients in turn, whether or not those
   * before are answered. Latencies count from the moment a command was due.
   *
   * @throws IOException if a command was refused or its outcome is unknown
   */
  LoadResult offer(int perSecond, double seconds) throws IOException;

  /** Processor time used so far by the system's processes together, seconds. */
  double serverCpuSeconds() throws IOException;

  @Override
  void close() throws IOException;
}
