package io.sojourn.bench;

import java.io.IOException;

/** A system whose clients take a command from any thread, and answer on threads of their own. */
interface AsyncWire extends WireTarget, Sender {

  @Override
  default LoadResult run(int clients, int window, double seconds) throws IOException {
    return AsyncLoad.run(clients, window, seconds, this);
  }

  @Override
  default LoadResult offer(int perSecond, double seconds) throws IOException {
    return OpenLoad.run(CLIENTS, WINDOW, Schedule.of(perSecond, seconds), this);
  }
}
