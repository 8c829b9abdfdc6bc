package io.sojourn.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.engine.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.TimeDuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is no node, and what Ratis remembers of calls. */
class StrangersTest {

  @TempDir private Path folder = Path.of("");

  private static RaftClient client(TestNode to, RatisLogOptions options) {
    RaftProperties settings = RatisSettings.client(options, RatisSettings.INVITATION_TIMEOUT);
    RaftClientConfigKeys.Rpc.setRequestTimeout(
        settings, TimeDuration.valueOf(TestNode.DEADLINE.toSeconds(), TimeUnit.SECONDS));
    String cluster = to.log.cluster().status().cluster().orElseThrow();
    return RaftClient.newBuilder()
        .setProperties(settings)
        .setParameters(RatisSettings.parameters(options))
        .setRaftGroup(
            RaftGroup.valueOf(
                RaftGroupId.valueOf(UUID.fromString(cluster)), RatisNode.peer(to.address)))
        .setRetryPolicy(RetryPolicies.noRetry())
        .build();
  }

  private static RaftClientReply groups(RaftClient client, TestNode of) throws IOException {
    return client.getGroupManagementApi(RaftPeerId.valueOf(of.id())).list();
  }

  @Test
  void anEntryFromAnotherProcessIsRefusedEvenWithoutTls() throws Exception {
    List<NodeAddress> alone = FreeNodes.of(1);
    try (TestNode node = TestNode.of(folder, alone.getFirst(), alone, TestCluster.OPTIONS)) {
      TestNode.await().until(node::leads);
      node.append("own");
      try (RaftClient stranger = client(node, TestCluster.OPTIONS)) {
        assertThatThrownBy(() -> stranger.io().send(Message.valueOf("strange")))
            .isInstanceOf(StateMachineException.class)
            .hasMessageContaining("leader's own process");
      }
      node.append("still there");
      assertThat(node.machine.texts()).containsExactly("own", "still there");
    }
  }

  @Test
  void withTlsOnlyWhoeverHasACertificateOfTheAuthorityIsANode() throws Exception {
    Certificates ours = new Certificates(folder.resolve("ours"));
    RatisLogOptions secure = TestCluster.OPTIONS.withTls(ours.node("node"));
    Certificates theirs = new Certificates(folder.resolve("theirs"));
    TlsFiles stranger = theirs.node("stranger");
    TlsFiles halfKnown = new TlsFiles(ours.authority(), stranger.certificate(), stranger.key());
    List<NodeAddress> nodes = FreeNodes.of(3);
    try (TestCluster cluster = new TestCluster(folder.resolve("nodes"), nodes, secure)) {
      cluster.start("n1");
      cluster.start("n2");
      // The third has the right peers, and the wrong certificate.
      try (TestNode third =
          TestNode.of(
              folder.resolve("third"),
              cluster.address("n3"),
              nodes,
              TestCluster.OPTIONS.withTls(halfKnown))) {
        cluster.surely("two know each other");
        TestNode leader = cluster.leader();
        for (RatisLogOptions wrong :
            List.of(
                TestCluster.OPTIONS,
                TestCluster.OPTIONS.withTls(stranger),
                TestCluster.OPTIONS.withTls(halfKnown))) {
          try (RaftClient client = client(leader, wrong)) {
            assertThatThrownBy(() -> groups(client, leader)).hasMessageContaining("UNAVAILABLE");
          }
        }
        try (RaftClient client = client(leader, secure)) {
          assertThat(groups(client, leader).isSuccess()).isTrue();
        }
        assertThat(third.machine.texts()).isEmpty();
        assertThat(third.leads()).isFalse();
        third.log.close();
      }
      cluster.start("n3");
      cluster.awaitEverywhere(cluster.surely("three"));
    }
  }

  /** Counts how often it is given an entry. */
  private static final class Counting extends BaseStateMachine {
    final AtomicInteger applied = new AtomicInteger();

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
      applied.incrementAndGet();
      return super.applyTransaction(transaction);
    }
  }

  /** Why each entry has a number of its own: see docs/decisions/0012. */
  @Test
  void ratisAppliesARepeatedCallAgainOnceItHasForgottenIt() throws Exception {
    NodeAddress alone = FreeNodes.of(1).getFirst();
    RaftProperties settings =
        RatisSettings.server(
            folder.resolve("raft"), folder.resolve("removed"), alone, true, TestCluster.OPTIONS);
    RaftServerConfigKeys.RetryCache.setExpiryTime(
        settings, TimeDuration.valueOf(100, TimeUnit.MILLISECONDS));
    Counting machine = new Counting();
    RaftGroupId group = RaftGroupId.valueOf(NodeFolder.clusterOf(List.of(alone)));
    try (RaftServer server =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(alone.id()))
            .setGroup(RaftGroup.valueOf(group, RatisNode.peer(alone)))
            .setProperties(settings)
            .setOption(RaftStorage.StartupOption.FORMAT)
            .setStateMachine(machine)
            .build()) {
      server.start();
      TestNode.await().until(() -> server.getDivision(group).getInfo().isLeaderReady());
      RaftClientRequest same =
          RaftClientRequest.newBuilder()
              .setClientId(ClientId.randomId())
              .setServerId(server.getId())
              .setGroupId(group)
              .setCallId(1)
              .setMessage(Message.valueOf("once"))
              .setType(RaftClientRequest.writeRequestType())
              .build();
      TestNode.await()
          .until(
              () -> {
                server.submitClientRequestAsync(same).get();
                return machine.applied.get() > 1;
              });
    }
  }

  @Test
  void theSameEntryTwiceIsTwoEntries() throws Exception {
    List<NodeAddress> alone = FreeNodes.of(1);
    try (TestNode node = TestNode.of(folder, alone.getFirst(), alone, TestCluster.OPTIONS)) {
      TestNode.await().until(node::leads);
      CompletableFuture<Long> one = node.log.append(Journal.entry("same")).toCompletableFuture();
      CompletableFuture<Long> two = node.log.append(Journal.entry("same")).toCompletableFuture();
      assertThat(two.get()).isGreaterThan(one.get());
      assertThat(node.machine.texts()).containsExactly("same", "same");
    }
  }
}
