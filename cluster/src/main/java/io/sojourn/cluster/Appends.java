package io.sojourn.cluster;

import io.sojourn.engine.LogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Gives entries to Ratis in this process, and says what became of each. Every entry is a call of
 * its own, never repeated under the same number, so that what Ratis remembers of earlier calls has
 * no say.
 *
 * <p>Ratis answers "not the leader" both to an entry that it refuses and to one that is in its log
 * when it loses the leadership. To the first this says so; the second is uncertain. The two are
 * told apart by whether the entry was on its way into the log.
 */
final class Appends {

  /** One entry on its way. */
  private static final class Outstanding {
    final CompletableFuture<Long> done = new CompletableFuture<>();
    volatile boolean inLog;
  }

  private static final long READ_TIMEOUT_SECONDS = 10;

  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private final Map<Long, Outstanding> outstanding = new ConcurrentHashMap<>();
  private final Supplier<LogException> refusal;

  /**
   * Gives entries to Ratis.
   *
   * @param refusal why an entry is refused that did not get into the log
   */
  Appends(Supplier<LogException> refusal) {
    this.refusal = refusal;
  }

  boolean isOwn(RaftClientRequest request) {
    return client.equals(request.getClientId()) && outstanding.containsKey(request.getCallId());
  }

  /** Whether every entry is answered. */
  boolean isIdle() {
    return outstanding.isEmpty();
  }

  /** From now on nobody can say that the entry is not in the log. */
  void entering(RaftClientRequest request) {
    Outstanding entry = outstanding.get(request.getCallId());
    if (entry != null) {
      entry.inLog = true;
    }
  }

  CompletableFuture<Long> append(RaftServer server, RaftGroupId group, ByteBuffer entry) {
    long call = calls.incrementAndGet();
    Outstanding waiting = new Outstanding();
    outstanding.put(call, waiting);
    RaftClientRequest request =
        request(server.getId(), group, call)
            .setMessage(Message.valueOf(ByteString.copyFrom(entry.duplicate())))
            .setType(RaftClientRequest.writeRequestType())
            .build();
    var unused =
        submit(server, request)
            .whenComplete(
                (reply, failed) -> {
                  outstanding.remove(call);
                  Throwable why = why(reply, failed);
                  if (why == null) {
                    waiting.done.complete(reply.getLogIndex());
                  } else {
                    waiting.done.completeExceptionally(
                        waiting.inLog ? uncertain(why) : refusal.get());
                  }
                });
    return waiting.done;
  }

  /** Asks for a read barrier; what fails, or is not answered in time, is refused. */
  CompletableFuture<Long> read(RaftServer server, RaftGroupId group) {
    RaftClientRequest request =
        request(server.getId(), group, calls.incrementAndGet())
            .setMessage(Message.EMPTY)
            .setType(RaftClientRequest.readRequestType())
            .build();
    CompletableFuture<Long> done = new CompletableFuture<>();
    var unused =
        submit(server, request)
            .copy()
            .orTimeout(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (reply, failed) -> {
                  if (why(reply, failed) == null) {
                    done.complete(LogMachine.indexIn(reply.getMessage()));
                  } else {
                    done.completeExceptionally(refusal.get());
                  }
                });
    return done;
  }

  private RaftClientRequest.Builder request(RaftPeerId server, RaftGroupId group, long call) {
    return RaftClientRequest.newBuilder()
        .setClientId(client)
        .setServerId(server)
        .setGroupId(group)
        .setCallId(call);
  }

  ClientId client() {
    return client;
  }

  long nextCall() {
    return calls.incrementAndGet();
  }

  private static CompletableFuture<RaftClientReply> submit(
      RaftServer server, RaftClientRequest request) {
    try {
      return server.submitClientRequestAsync(request);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static @Nullable Throwable why(@Nullable RaftClientReply reply, @Nullable Throwable e) {
    if (e != null) {
      return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    }
    return reply == null ? new IOException("no reply") : reply.getException();
  }

  private static LogException.Uncertain uncertain(Throwable why) {
    return new LogException.Uncertain(
        "the entry may be in the log: " + String.valueOf(why.getMessage()), why);
  }

  /** Answers whatever has no answer; Ratis has ended and will give none. */
  void end() {
    for (Map.Entry<Long, Outstanding> entry : outstanding.entrySet()) {
      entry
          .getValue()
          .done
          .completeExceptionally(
              new LogException.Uncertain("the log ended before the entry was applied here", null));
    }
    outstanding.clear();
  }
}
