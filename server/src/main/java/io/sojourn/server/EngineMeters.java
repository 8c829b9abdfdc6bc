package io.sojourn.server;

import io.sojourn.engine.EngineStatus;
import io.sojourn.engine.LogStatus;
import java.util.function.Supplier;

/** Shows what the engine and its log are doing among the metrics. */
final class EngineMeters {

  private EngineMeters() {}

  static void show(Supplier<EngineStatus> engine, Metrics metrics) {
    metrics.gauge(
        "sojourn.ready",
        "1 while commands are taken, 0 otherwise",
        () -> engine.get().ready() ? 1 : 0);
    metrics.gauge(
        "sojourn.queue.commands", "Commands that wait for the log", () -> engine.get().queued());
    Supplier<LogStatus> log = () -> engine.get().log();
    metrics.counter("sojourn.log.entries", "Entries applied", () -> log.get().lastIndex());
    metrics.gauge("sojourn.log.first.index", "The oldest entry kept", () -> log.get().firstIndex());
    metrics.gauge(
        "sojourn.log.snapshot.index",
        "The last entry in the newest snapshot, 0 without one",
        () -> log.get().snapshotIndex());
    metrics.gauge(
        "sojourn.log.bytes.since.snapshot",
        "Bytes of entries that a start would replay",
        () -> log.get().bytesSinceSnapshot());
    metrics.gauge(
        "sojourn.log.snapshot.failed",
        "1 when the last snapshot could not be written, 0 otherwise",
        () -> log.get().snapshotFailure().isPresent() ? 1 : 0);
  }
}
