package io.sojourn.client;

import java.net.http.HttpClient;
import java.util.function.Function;

/** Drives the queries that are asked of any server. */
final class ReadingDriver extends Driver<ReadingSession> {

  private final ReadingSession session;

  /** Makes a driver that does nothing yet. */
  ReadingDriver(Function<Lines, ReadingSession> session, HttpClient http) {
    super(http);
    this.session = session.apply(this);
  }

  @Override
  ReadingSession party() {
    return session;
  }
}
