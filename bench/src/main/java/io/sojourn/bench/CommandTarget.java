package io.sojourn.bench;

import java.io.IOException;

/** Something that makes commands durable, and answers each. */
interface CommandTarget extends AutoCloseable {

  /** How many sessions share the commands. */
  int SESSIONS = 16;

  /** How long a command is. */
  int PAYLOAD_BYTES = 100;

  /**
   * Keeps a number of commands under way for some time: a new one goes out for each answer.
   *
   * @throws IOException if a command was refused or its outcome is unknown
   */
  LoadResult run(int outstanding, double seconds) throws IOException;

  /** Processor time used so far by the thread or process that writes, seconds. */
  double writerCpuSeconds() throws IOException;

  @Override
  void close() throws IOException;
}
