package io.sojourn.client;

import java.util.random.RandomGenerator;

/** Makes the backoffs of one client, over one source of chance. */
record Backoffs(ClientOptions options, RandomGenerator random) {

  Backoff next() {
    return new Backoff(
        options.backoffFirst().toMillis(), options.backoffLongest().toMillis(), random);
  }
}
