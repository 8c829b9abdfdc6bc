package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.NewSession;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** What tests ask of an engine, and how they take its answers. */
final class Asked {

  private Asked() {}

  static SessionId id(long n) {
    return new SessionId(n, n);
  }

  /** A session that is active at once and lives a minute. */
  static NewSession active(String user, long idleMillis) {
    return new NewSession(
        user,
        new TokenHash(new byte[32]),
        60_000,
        idleMillis,
        true,
        new TreeMap<>(),
        new TreeMap<>());
  }

  static <T> T done(CompletionStage<Outcome<T>> stage) {
    Outcome<T> outcome = stage.toCompletableFuture().join();
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<T>) outcome).value();
  }

  static <T> Refusal refused(CompletionStage<Outcome<T>> stage) {
    Outcome<T> outcome = stage.toCompletableFuture().join();
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<T>) outcome).why();
  }
}
