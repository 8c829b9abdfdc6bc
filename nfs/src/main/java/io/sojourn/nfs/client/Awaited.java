package io.sojourn.nfs.client;

import io.sojourn.nfs.rpc.RpcException;
import io.sojourn.nfs.xdr.XdrException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Waiting for what was sent. Never to be done on an event loop. */
final class Awaited {

  private Awaited() {}

  /** Waits until a stage is complete; its call's timeout bounds that. */
  static <T> T get(CompletionStage<T> stage) throws IOException, RpcException, XdrException {
    try {
      return stage.toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      switch (cause) {
        case RpcException failed -> throw failed;
        case XdrException malformed -> throw malformed;
        case IOException unreachable -> throw unreachable;
        case null, default -> throw new IOException(cause);
      }
    }
  }
}
