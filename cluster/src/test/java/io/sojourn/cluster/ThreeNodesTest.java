package io.sojourn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.engine.Journal;
import io.sojourn.engine.LogException;
import io.sojourn.engine.Role;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreeNodesTest {

  @TempDir private Path folder = Path.of("");

  private static long read(TestNode node) throws Exception {
    return node.log
        .readBarrier()
        .toCompletableFuture()
        .get(TestNode.DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void oneLeadsAndEveryoneAppliesTheSameAtTheSameIndexes() throws Exception {
    try (TestCluster cluster = TestCluster.started(folder, 3)) {
      TestNode leader = cluster.leader();
      for (int i = 1; i <= 50; i++) {
        assertThat(leader.append("entry " + i)).isInstanceOf(TestNode.Outcome.Done.class);
      }
      cluster.awaitEverywhere("entry 50");
      for (TestNode node : cluster.nodes()) {
        assertThat(node.machine.lines()).isEqualTo(leader.machine.lines());
        if (node != leader) {
          assertThat(node.roles.getLast())
              .isInstanceOfSatisfying(
                  Role.Follower.class, role -> assertThat(role.leader()).contains(leader.id()));
          assertThat(node.append("not here"))
              .isInstanceOfSatisfying(
                  TestNode.Outcome.NotDone.class,
                  refused ->
                      assertThat(refused.why())
                          .isInstanceOfSatisfying(
                              LogException.NotLeader.class,
                              why -> assertThat(why.leader()).contains(leader.id())));
        }
      }
      assertThat(leader.machine.texts()).doesNotContain("not here");
    }
  }

  @Test
  void aReadBarrierOnAnyNodeCoversWhatIsAcknowledgedOnTheLeader() throws Exception {
    try (TestCluster cluster = TestCluster.started(folder, 3)) {
      TestNode leader = cluster.leader();
      cluster.awaitEverywhere(first(leader));
      for (int i = 1; i <= 20; i++) {
        String text = "entry " + i;
        long index = ((TestNode.Outcome.Done) leader.append(text)).index();
        for (TestNode node : cluster.nodes()) {
          assertThat(read(node)).isGreaterThanOrEqualTo(index);
          assertThat(node.machine.texts()).contains(text);
        }
      }
    }
  }

  private static String first(TestNode leader) {
    assertThat(leader.append("first")).isInstanceOf(TestNode.Outcome.Done.class);
    return "first";
  }

  @Test
  void theOthersGoOnWithoutTheLeaderAndItComesBackWithEverything() throws Exception {
    try (TestCluster cluster = TestCluster.started(folder, 3)) {
      List<String> done = new ArrayList<>();
      for (int i = 1; i <= 60; i++) {
        String last = "entry " + i;
        if (i == 20 || i == 40) {
          String old = cluster.leader().id();
          cluster.stop(old);
          if (cluster.append("without " + old)) {
            done.add("without " + old);
          }
          cluster.start(old);
        }
        if (cluster.append(last)) {
          done.add(last);
        }
      }
      cluster.awaitEverywhere(cluster.surely("end"));
      List<Journal.Line> lines = cluster.leader().machine.lines();
      for (TestNode node : cluster.nodes()) {
        assertThat(node.machine.lines()).isEqualTo(lines);
      }
      List<String> texts = cluster.leader().machine.texts();
      assertThat(texts).containsAll(done).doesNotHaveDuplicates();
    }
  }

  @Test
  void aLeaderWithoutAMajorityIsUncertainAboutWhatItHasAndThenLeadsNoMore() throws Exception {
    try (TestCluster cluster = TestCluster.started(folder, 3)) {
      TestNode leader = cluster.leader();
      List<TestNode> others = cluster.nodes().stream().filter(node -> node != leader).toList();
      Thread stopping =
          Thread.ofPlatform().start(() -> others.forEach(node -> cluster.stop(node.id())));
      List<LogException> failures = new ArrayList<>();
      List<String> done = new ArrayList<>();
      Deque<CompletableFuture<Long>> outstanding = new ArrayDeque<>();
      for (int i = 1; failures.isEmpty() || !outstanding.isEmpty(); i++) {
        if (failures.isEmpty() && outstanding.size() < leader.log.pipelineDepth()) {
          outstanding.add(leader.log.append(Journal.entry("entry " + i)).toCompletableFuture());
          continue;
        }
        try {
          outstanding.remove().get(TestNode.DEADLINE.toSeconds(), TimeUnit.SECONDS);
          done.add("done");
        } catch (ExecutionException e) {
          failures.add((LogException) e.getCause());
        }
      }
      stopping.join();
      assertThat(failures)
          .hasAtLeastOneElementOfType(LogException.Uncertain.class)
          .hasOnlyElementsOfTypes(LogException.Uncertain.class, LogException.NotLeader.class);
      TestNode.await().until(() -> !leader.leads());
      assertThat(leader.roles.getLast()).isInstanceOf(Role.Follower.class);
      assertThat(leader.append("later"))
          .isInstanceOfSatisfying(
              TestNode.Outcome.NotDone.class,
              failed -> assertThat(failed.why()).isInstanceOf(LogException.NotLeader.class));
      assertThat(leader.machine.texts()).hasSameSizeAs(done);
    }
  }
}
