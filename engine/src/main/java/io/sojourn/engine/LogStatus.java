package io.sojourn.engine;

import java.util.Optional;

/**
 * What a log is doing, for health checks and metrics.
 *
 * @param firstIndex the oldest entry that is still kept, or lastIndex + 1 when none is
 * @param lastIndex the last entry that is applied here; 0 before the first
 * @param snapshotIndex the last entry that the newest snapshot contains; 0 without one
 * @param bytesSinceSnapshot payload bytes appended since the newest snapshot
 * @param snapshotUnderWay whether a snapshot is being written
 * @param snapshotFailure why the last attempt at a snapshot was given up, until one succeeds
 * @param failure why the log has failed
 */
public record LogStatus(
    State state,
    long firstIndex,
    long lastIndex,
    long snapshotIndex,
    long bytesSinceSnapshot,
    boolean snapshotUnderWay,
    Optional<String> snapshotFailure,
    Optional<String> failure) {

  /** The life of a log, in order. */
  public enum State {
    NEW,
    RUNNING,
    FAILED,
    CLOSED
  }
}
