package io.sojourn.nfs;

import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.machine.SessionImage;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.Binding;
import io.sojourn.nfs.session.CreateSessionFlags;
import io.sojourn.session.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Opens sessions that the machine keeps, in a reign. Never blocks; stages never fail. */
final class Sessions {

  private final Replicated replicated;

  Sessions(Replicated replicated) {
    this.replicated = replicated;
  }

  /** Looks a session up and makes it live. */
  CompletionStage<Outcome<Optional<LiveSession>>> open(Reign reign, SessionKey key) {
    return open(reign, key, false);
  }

  private CompletionStage<Outcome<Optional<LiveSession>>> open(
      Reign reign, SessionKey key, boolean fresh) {
    return replicated
        .session(key)
        .thenApply(outcome -> outcome.map(found -> found.map(image -> reign.open(image, fresh))));
  }

  /**
   * Does what the machine has said. Done when the sessions among it are live, and bound to the
   * connection by which they were made: only then may the client hear of them.
   */
  CompletionStage<Void> hear(Reign reign, Peer peer, List<Notice> notices) {
    List<CompletableFuture<?>> opened = new ArrayList<>();
    for (Notice notice : notices) {
      switch (notice) {
        case Notice.SessionCreated created ->
            opened.add(created(reign, peer, created).toCompletableFuture());
        case Notice.SessionChanged changed ->
            opened.add(changed(reign, changed.session()).toCompletableFuture());
        default -> reign.hear(notice);
      }
    }
    return opened.isEmpty()
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.allOf(opened.toArray(CompletableFuture[]::new));
  }

  /** Binds the connection; a retry is bound as the first request was. */
  private CompletionStage<Void> created(Reign reign, Peer peer, Notice.SessionCreated created) {
    LiveSession known = reign.session(created.session());
    if (known != null) {
      bind(reign, peer, known, created);
      return CompletableFuture.completedStage(null);
    }
    return open(reign, created.session(), !created.again())
        .thenAccept(
            outcome -> {
              if (outcome instanceof Outcome.Done<Optional<LiveSession>> done) {
                done.value().ifPresent(live -> bind(reign, peer, live, created));
              }
            });
  }

  /** One that is not live is looked up when it is used. */
  private CompletionStage<Void> changed(Reign reign, SessionKey key) {
    if (reign.session(key) == null) {
      return CompletableFuture.completedStage(null);
    }
    return replicated
        .session(key)
        .thenAccept(
            outcome -> {
              if (outcome instanceof Outcome.Done<Optional<SessionImage>> done) {
                done.value().ifPresent(reign::update);
              }
            });
  }

  private static void bind(
      Reign reign, Peer peer, LiveSession live, Notice.SessionCreated created) {
    boolean back = (live.session().record().flags() & CreateSessionFlags.CONN_BACK_CHAN) != 0;
    Binding binding = back ? Binding.BOTH : Binding.FORE;
    if (created.again()) {
      reign.bind(peer, live, binding);
    } else {
      reign.bindMaker(peer, live, binding);
    }
  }
}
