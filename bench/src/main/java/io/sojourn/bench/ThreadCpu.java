package io.sojourn.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** Processor time of the threads of this process. */
final class ThreadCpu {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ThreadCpu() {}

  /** Seconds used so far by the threads of that name. */
  static double seconds(String name) {
    long nanos = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().equals(name)) {
        nanos += THREADS.getThreadCpuTime(thread.getThreadId());
      }
    }
    return nanos / 1e9;
  }
}
