package io.sojourn.server;

import io.sojourn.nfs.Nfs;
import io.sojourn.nfs.NfsAdmin;
import io.sojourn.nfs.NfsMetrics;
import io.sojourn.nfs.rpc.RpcMetrics;
import io.sojourn.nfs.rpc.RpcRefusal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Shows what the door of NFS counts among the metrics. */
final class NfsMeters {

  /** What became of SEQUENCEs and of the compounds that they begin. */
  private static final Set<String> OUTCOMES =
      Set.of(
          "fresh",
          "replayed",
          "not_kept",
          "false_retry",
          "misordered",
          "delayed",
          "bad_slot",
          "bad_session",
          "too_big",
          "malformed");

  /** Counts that are no outcomes, and what they count. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "compounds", "COMPOUNDs that came",
          "commands", "Compounds that were commands of the log",
          "queries", "Compounds that were answered from the state, without an entry",
          "uncertain", "Compounds without an answer, since their outcome was not known",
          "recalls", "Delegations asked back",
          "revocations", "Delegations taken away, since they were not given back in time",
          "expirations", "Clients taken away, since their leases were over");

  private NfsMeters() {}

  static void show(Nfs nfs, Metrics metrics) {
    showCounts(nfs.metrics(), metrics);
    showUsage(nfs.admin(), metrics);
    showLines(nfs.rpcMetrics(), metrics);
  }

  private static void showLines(RpcMetrics lines, Metrics metrics) {
    metrics.counter("sojourn.nfs.bytes.in", "Bytes that came over connections", lines::bytesIn);
    metrics.counter("sojourn.nfs.bytes.out", "Bytes given to connections", lines::bytesOut);
    metrics.counter("sojourn.nfs.callbacks", "Calls to clients", lines::callsOut);
    metrics.counter(
        "sojourn.nfs.pauses",
        "Times a connection was not read for a moment since it had too much under way",
        lines::pauses);
    for (RpcRefusal reason : RpcRefusal.values()) {
      metrics.counter(
          "sojourn.nfs.refused",
          "Calls refused and connections closed by the RPC layer, by reason",
          "reason",
          reason.name().toLowerCase(Locale.ROOT),
          () -> lines.refusals(reason));
    }
  }

  private static void showCounts(NfsMetrics counts, Metrics metrics) {
    for (String outcome : OUTCOMES) {
      metrics.counter(
          "sojourn.nfs.sequences",
          "Compounds of sessions by what their SEQUENCE was",
          "outcome",
          outcome,
          () -> count(counts, outcome));
    }
    OTHERS.forEach(
        (name, description) ->
            metrics.counter("sojourn.nfs." + name, description, () -> count(counts, name)));
  }

  private static double count(NfsMetrics counts, String name) {
    return counts.counts().getOrDefault(name, 0L);
  }

  private static void showUsage(NfsAdmin admin, Metrics metrics) {
    usage(metrics, admin, "connections", "Open connections", NfsAdmin.Usage::connections);
    usage(metrics, admin, "clients", "Clients with a lease", NfsAdmin.Usage::clients);
    usage(metrics, admin, "sessions", "Sessions in use", NfsAdmin.Usage::sessions);
    usage(metrics, admin, "slots", "Slots of sessions in use", NfsAdmin.Usage::slots);
    usage(
        metrics,
        admin,
        "slots.in.use",
        "Slots on which a request is being executed",
        NfsAdmin.Usage::slotsInUse);
    usage(
        metrics,
        admin,
        "reply.bytes",
        "Bytes of replies kept in memory for retries",
        NfsAdmin.Usage::replyBytes);
    usage(
        metrics,
        admin,
        "recalls.pending",
        "Delegations that are being asked back",
        NfsAdmin.Usage::recalls);
  }

  private static void usage(
      Metrics metrics,
      NfsAdmin admin,
      String name,
      String description,
      ToDoubleFunction<NfsAdmin.Usage> number) {
    metrics.gauge("sojourn.nfs." + name, description, () -> number.applyAsDouble(admin.usage()));
  }
}
