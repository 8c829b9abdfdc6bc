package io.sojourn.client;

import io.sojourn.wire.connect.Consistency;

/** A query that was not answered yet. */
final class PendingQuery extends Awaited {

  final byte[] query;
  final Consistency consistency;
  long correlationId;

  PendingQuery(byte[] query, Consistency consistency, long deadlineMillis) {
    super(deadlineMillis);
    this.query = query;
    this.consistency = consistency;
  }
}
