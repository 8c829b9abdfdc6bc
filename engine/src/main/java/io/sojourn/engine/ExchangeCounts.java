package io.sojourn.engine;

import io.sojourn.session.Refusal;
import java.util.Map;

/**
 * What became of what this process was asked since its start. Read one by one, so that they need
 * not be of one instant. Commands are counted by the node that was asked, pushes by the one that
 * leads: the sum over all nodes is that of the cluster.
 *
 * @param executed requests and internal commands that were executed for the first time, and
 *     commands of services
 * @param replayed those that had been executed before, and were answered with the reply of then
 * @param failed those among the executed for which the state machine or the service threw
 * @param done other commands that were done
 * @param uncertain commands of which nobody could tell what became of them
 * @param refused commands and queries that were refused, by reason
 * @param queries queries that were answered
 * @param pushesSent pushes sent for the first time
 * @param pushesResent pushes sent again, after a while without an answer or to a new connection
 * @param pushesAcknowledged pushes that clients said they had handled
 * @param pushesDead pushes that were rejected, or not acknowledged within their life
 * @param pushesDropped pushes of the whole cluster, since its beginning, that had no live session
 *     to go to, or no request to refuse when a queue was full
 */
public record ExchangeCounts(
    long executed,
    long replayed,
    long failed,
    long done,
    long uncertain,
    Map<Refusal.Code, Long> refused,
    long queries,
    long pushesSent,
    long pushesResent,
    long pushesAcknowledged,
    long pushesDead,
    long pushesDropped) {
  /** Copies the refusals. */
  public ExchangeCounts {
    refused = Map.copyOf(refused);
  }
}
