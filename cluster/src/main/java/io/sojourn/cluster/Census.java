package io.sojourn.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/**
 * What the programs of members can do, by asking each of them: whoever does not answer now may come
 * back with any program, so nothing is remembered of what it said before.
 *
 * <p>A member is asked for a read that is not of the log and needs no leader, over the connections
 * that nodes have for one another. An answer is four bytes, the newest behaviour that the program
 * knows, and whatever later programs put behind them; a program that does not know the question
 * refuses it.
 */
final class Census {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private Census() {}

  /** The answer of a program; empty if it was not told what it can do. */
  static Message answer(int behaviour) {
    return behaviour == 0
        ? Message.EMPTY
        : Message.valueOf(
            ByteString.copyFrom(ByteBuffer.allocate(Integer.BYTES).putInt(0, behaviour)));
  }

  private static OptionalInt read(Message answer) {
    ByteString content = answer.getContent();
    int behaviour = content.size() < Integer.BYTES ? 0 : content.asReadOnlyByteBuffer().getInt();
    return behaviour > 0 ? OptionalInt.of(behaviour) : OptionalInt.empty();
  }

  /** Asks members all at once; by name, empty for one that does not say in time. */
  static Map<String, OptionalInt> ask(
      List<NodeAddress> members, RaftGroupId group, RatisLogOptions options) {
    ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
    try {
      Map<String, CompletableFuture<OptionalInt>> answers = new TreeMap<>();
      for (NodeAddress member : members) {
        answers.put(
            member.id(),
            CompletableFuture.supplyAsync(() -> ask(member, group, options), asking)
                .completeOnTimeout(
                    OptionalInt.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
      }
      Map<String, OptionalInt> said = new TreeMap<>();
      answers.forEach((member, answer) -> said.put(member, answer.join()));
      return said;
    } finally {
      asking.shutdownNow();
    }
  }

  private static OptionalInt ask(NodeAddress member, RaftGroupId group, RatisLogOptions options) {
    RaftPeerId id = RaftPeerId.valueOf(member.id());
    try (RaftClient client =
        RaftClient.newBuilder()
            .setProperties(RatisSettings.client(options, PATIENCE))
            .setParameters(RatisSettings.parameters(options))
            .setRaftGroup(RaftGroup.valueOf(group, RatisNode.peer(member)))
            .setRetryPolicy(RetryPolicies.noRetry())
            .build()) {
      RaftClientReply reply = client.io().sendStaleRead(Message.EMPTY, 0, id);
      return reply.isSuccess() ? read(reply.getMessage()) : OptionalInt.empty();
    } catch (IOException | RuntimeException silent) {
      return OptionalInt.empty(); // gRPC's own exceptions are unchecked, and some get here
    }
  }
}
