package io.sojourn.cluster;

import io.sojourn.engine.LogException;
import io.sojourn.engine.LogStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a log stands: it runs once, then fails or is closed, and never runs again. Any thread may
 * call; nothing blocks.
 */
final class Standing {

  private volatile LogStatus.State state = LogStatus.State.NEW;
  private volatile LogException.@Nullable Failed failure;

  LogStatus.State state() {
    return state;
  }

  boolean isRunning() {
    return state == LogStatus.State.RUNNING;
  }

  /** Why it has failed, or null. */
  LogException.@Nullable Failed failure() {
    return failure;
  }

  void requireNew() {
    if (state != LogStatus.State.NEW) {
      throw new IllegalStateException("a log is started once");
    }
  }

  synchronized void run() {
    state = LogStatus.State.RUNNING;
  }

  /** Fails it for good; null if it does not run, so that this is nothing new. */
  synchronized LogException.@Nullable Failed fail(String reason, @Nullable Throwable cause) {
    if (!isRunning()) {
      return null;
    }
    LogException.Failed why =
        new LogException.Failed(reason + "; mend that, then start the node again", cause);
    failure = why;
    state = LogStatus.State.FAILED;
    return why;
  }

  /** Closes it; false if it was closed before. */
  synchronized boolean close() {
    boolean first = state != LogStatus.State.CLOSED;
    state = LogStatus.State.CLOSED;
    return first;
  }

  /**
   * Why an entry is refused that did not get into the log.
   *
   * @param leader who else leads, if anybody does
   */
  LogException refusal(Optional<String> leader) {
    if (state == LogStatus.State.NEW) {
      throw new IllegalStateException("the log is not started");
    }
    LogException.Failed why = failure;
    if (why != null) {
      return why;
    }
    return state == LogStatus.State.CLOSED
        ? new LogException.Failed("the log is closed", null)
        : new LogException.NotLeader(leader.orElse(null));
  }
}
