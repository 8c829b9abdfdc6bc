package io.sojourn.nfs.session;

import java.util.concurrent.CompletionStage;

/**
 * A connection over which a client can be called: a port, implemented by whoever has the
 * connections. Two are the same connection if they are equal.
 */
public interface CallbackConnection {

  /**
   * Calls the client's callback program; must not block. From any thread.
   *
   * @return what came of it, after a bounded time; a stage that fails counts as no answer
   */
  CompletionStage<CallbackReply> call(CallbackCall call);
}
