package io.sojourn.server;

import io.sojourn.engine.EngineStatus;
import io.sojourn.engine.ExchangeCounts;
import io.sojourn.engine.LogStatus;
import io.sojourn.engine.Role;
import io.sojourn.engine.SessionEngine;
import io.sojourn.session.Refusal;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Shows what the engine and its log are doing among the metrics. */
final class EngineMeters {

  private EngineMeters() {}

  static void show(SessionEngine engine, Metrics metrics) {
    show(engine::status, metrics);
    showCounts(engine::counts, metrics);
  }

  private static void showCounts(Supplier<ExchangeCounts> counts, Metrics metrics) {
    Map<String, ToDoubleFunction<ExchangeCounts>> commands =
        Map.of(
            "executed", ExchangeCounts::executed,
            "replayed", ExchangeCounts::replayed,
            "done", ExchangeCounts::done,
            "uncertain", ExchangeCounts::uncertain);
    commands.forEach(
        (outcome, count) ->
            metrics.counter(
                "sojourn.commands",
                "Commands by what became of them: requests executed or replayed, others done",
                "outcome",
                outcome,
                () -> count.applyAsDouble(counts.get())));
    metrics.counter(
        "sojourn.commands.failed",
        "Executed requests for which the state machine threw",
        () -> counts.get().failed());
    for (Refusal.Code code : Refusal.Code.values()) {
      metrics.counter(
          "sojourn.refused",
          "Commands and queries that were refused, by reason",
          "code",
          code.name().toLowerCase(Locale.ROOT),
          () -> counts.get().refused().getOrDefault(code, 0L));
    }
    metrics.counter("sojourn.queries", "Queries answered", () -> counts.get().queries());
    Map<String, ToDoubleFunction<ExchangeCounts>> pushes =
        Map.of(
            "sent", ExchangeCounts::pushesSent,
            "resent", ExchangeCounts::pushesResent,
            "acknowledged", ExchangeCounts::pushesAcknowledged,
            "dead", ExchangeCounts::pushesDead,
            "dropped", ExchangeCounts::pushesDropped);
    pushes.forEach(
        (event, count) ->
            metrics.counter(
                "sojourn.pushes",
                "What happened to pushes; those dropped had no live session to go to, or no request"
                    + " to refuse when its queue was full",
                "event",
                event,
                () -> count.applyAsDouble(counts.get())));
  }

  private static void show(Supplier<EngineStatus> engine, Metrics metrics) {
    metrics.gauge(
        "sojourn.leading",
        "1 while this node leads, 0 otherwise",
        () -> engine.get().role() instanceof Role.Leader ? 1 : 0);
    metrics.gauge(
        "sojourn.term", "The leadership that this node knows of", () -> term(engine.get().role()));
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

  private static double term(Role role) {
    return switch (role) {
      case Role.Leader leader -> leader.term();
      case Role.Follower follower -> follower.term();
      case Role.Stopped stopped -> 0;
    };
  }
}
