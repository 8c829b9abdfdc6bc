package io.sojourn.client;

import java.util.random.RandomGenerator;

/** Makes the backoffs of one client, over one source of chance. */
record Backoffs(ClientOptions options, RandomGenerator random) {

  Backoff next() {
    return new Backoff(
        options.connecting().firstPause().toMillis(),
        options.connecting().longestPause().toMillis(),
        random);
  }
}
