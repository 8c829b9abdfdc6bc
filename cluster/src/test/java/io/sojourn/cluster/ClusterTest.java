package io.sojourn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.engine.Journal;
import io.sojourn.engine.LogException;
import io.sojourn.engine.LogStatus;
import io.sojourn.engine.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members come and go. */
class ClusterTest {

  @TempDir private Path folder = Path.of("");

  private static ClusterStatus done(Change change) {
    assertThat(change).isInstanceOf(Change.Done.class);
    return ((Change.Done) change).status();
  }

  private static Change.Reason refused(Change change) {
    assertThat(change).isInstanceOf(Change.Refused.class);
    return ((Change.Refused) change).reason();
  }

  private static List<String> names(ClusterStatus status) {
    return status.members().stream().map(member -> member.address().id()).toList();
  }

  /** Appends without a pause on a thread of its own; what is done is in the list. */
  private static final class Appending {
    final List<String> done = new ArrayList<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final Thread thread;

    Appending(TestCluster cluster) {
      thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 1; !enough.get(); i++) {
                      if (cluster.append("entry " + i)) {
                        done.add("entry " + i);
                      }
                    }
                  });
    }

    void end() throws InterruptedException {
      enough.set(true);
      thread.join();
    }
  }

  /** Health checks and metrics ask all the time, also while Ratis is at making the log. */
  @Test
  void aNodeTellsItsStatusAtEveryMomentOfBeingAdded() throws Exception {
    try (TestCluster cluster = new TestCluster(folder, FreeNodes.of(2), TestCluster.OPTIONS)) {
      cluster.startAlone("n1");
      cluster.leader();
      TestNode joining = cluster.startJoining("n2");
      AtomicBoolean added = new AtomicBoolean();
      FutureTask<Long> asking =
          new FutureTask<>(
              () -> {
                long times = 0;
                for (; !added.get(); times++) {
                  assertThat(joining.log.status().state()).isEqualTo(LogStatus.State.RUNNING);
                  assertThat(joining.log.cluster().status().node())
                      .isEqualTo(cluster.address("n2"));
                }
                return times;
              });
      Thread.ofPlatform().start(asking);
      done(cluster.change(members -> members.add(cluster.address("n2"))));
      added.set(true);
      assertThat(asking.get()).isPositive();
    }
  }

  @Test
  void growsFromOneToThreeWhileEntriesGoOnAndComesBackAfterAStopOfAll() throws Exception {
    try (TestCluster cluster = new TestCluster(folder, FreeNodes.of(3), TestCluster.OPTIONS)) {
      TestNode first = cluster.startAlone("n1");
      cluster.leader();
      for (int i = 1; i <= 40; i++) {
        cluster.surely("before " + i);
      }
      // The others can not be given the beginning of the log: it is gone.
      first.snapshot();
      cluster.surely("between");
      first.snapshot();
      TestNode.await().until(() -> first.log.status().firstIndex() > 20);
      Appending appending = new Appending(cluster);
      try {
        cluster.startJoining("n2");
        cluster.startJoining("n3");
        assertThat(names(done(cluster.change(members -> members.add(cluster.address("n2"))))))
            .containsExactly("n1", "n2");
        ClusterStatus status = done(cluster.change(members -> members.add(cluster.address("n3"))));
        assertThat(names(status)).containsExactly("n1", "n2", "n3");
        assertThat(status.leader()).isPresent();
        assertThat(status.members())
            .allSatisfy(
                member -> assertThat(member.progress().isPresent()).isNotEqualTo(member.leads()));
      } finally {
        appending.end();
      }
      assertThat(appending.done).isNotEmpty();
      cluster.awaitEverywhere(cluster.surely("all three"));
      assertThat(cluster.node("n3").machine.restoredIndex()).isPositive();
      List<Journal.Line> lines = first.machine.lines();
      for (TestNode node : cluster.nodes()) {
        assertThat(node.machine.lines()).isEqualTo(lines);
        assertThat(node.log.cluster().status().cluster())
            .isEqualTo(first.log.cluster().status().cluster());
      }
      assertThat(first.machine.texts()).containsAll(appending.done).doesNotHaveDuplicates();

      // With the peers of the beginning, with those of today, and with none.
      cluster.stop("n3");
      cluster.stop("n2");
      cluster.stop("n1");
      cluster.startAlone("n1");
      cluster.start("n2");
      cluster.startJoining("n3");
      cluster.awaitEverywhere(cluster.surely("again"));
      for (TestNode node : cluster.nodes()) {
        assertThat(names(node.log.cluster().status())).containsExactly("n1", "n2", "n3");
        assertThat(node.machine.texts()).containsAll(appending.done).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void aRemovedNodeEndsAndTheOthersGoOn() throws Exception {
    try (TestCluster cluster = TestCluster.started(folder, 3)) {
      cluster.awaitEverywhere(cluster.surely("first"));
      TestNode leader = cluster.leader();
      TestNode removed = cluster.follower();
      assertThat(names(done(cluster.change(members -> members.remove(removed.id())))))
          .hasSize(2)
          .doesNotContain(removed.id());
      TestNode.await().until(() -> removed.roles.getLast() instanceof Role.Stopped);
      assertThat(removed.log.status().state()).isEqualTo(LogStatus.State.FAILED);
      assertThat(removed.log.status().failure().orElse("")).contains("removed");
      assertThat(removed.append("no"))
          .isInstanceOfSatisfying(
              TestNode.Outcome.NotDone.class,
              failed -> assertThat(failed.why()).isInstanceOf(LogException.Failed.class));
      done(cluster.change(members -> members.remove(removed.id())));
      String other =
          cluster.nodes().stream()
              .filter(node -> node != leader && node != removed)
              .findFirst()
              .orElseThrow()
              .id();
      cluster.stop(removed.id());
      cluster.surely("two are left");
      assertThat(names(done(cluster.change(members -> members.remove(other)))))
          .containsExactly(leader.id());
      cluster.stop(other);
      cluster.surely("one is left");
    }
  }

  /**
   * Ratis refuses two at once, or elects without end when a cluster of one is made three in a step.
   */
  @Test
  void twoThatAreAddedAtOnceComeInOneAfterTheOther() throws Exception {
    try (TestCluster cluster = new TestCluster(folder, FreeNodes.of(3), TestCluster.OPTIONS)) {
      cluster.startAlone("n1");
      cluster.surely("one");
      List<FutureTask<Change>> adding = new ArrayList<>();
      for (String id : List.of("n2", "n3")) {
        cluster.startJoining(id);
        adding.add(
            new FutureTask<>(() -> cluster.change(members -> members.add(cluster.address(id)))));
      }
      adding.forEach(task -> Thread.ofPlatform().start(task));
      for (FutureTask<Change> task : adding) {
        done(task.get());
      }
      assertThat(names(cluster.leader().log.cluster().status())).containsExactly("n1", "n2", "n3");
      cluster.awaitEverywhere(cluster.surely("three"));
    }
  }

  @Test
  void leadershipIsTransferred() throws Exception {
    try (TestCluster cluster = TestCluster.started(folder, 3)) {
      cluster.append("first");
      TestNode old = cluster.leader();
      TestNode next = cluster.follower();
      assertThat(refused(next.log.cluster().transferLeadership(old.id())))
          .isEqualTo(Change.Reason.NOT_LEADER);
      assertThat(refused(old.log.cluster().transferLeadership("n9")))
          .isEqualTo(Change.Reason.NOT_A_MEMBER);
      assertThat(refused(old.log.cluster().remove(old.id()))).isEqualTo(Change.Reason.LEADS);
      done(old.log.cluster().transferLeadership(next.id()));
      TestNode.await().until(next::leads);
      TestNode.await().until(() -> !old.leads());
      assertThat(next.append("second")).isInstanceOf(TestNode.Outcome.Done.class);
      assertThat(next.log.cluster().status().leader()).contains(next.id());
    }
  }

  @Test
  void everyMemberIsAskedWhatItsProgramCanDoAndOneThatIsAwaySaysNothing() throws Exception {
    try (TestCluster cluster = TestCluster.started(folder, 3)) {
      cluster.awaitEverywhere(cluster.surely("first"));
      cluster.node("n1").log.announce(3);
      cluster.node("n2").log.announce(2);
      for (TestNode asking : cluster.nodes()) {
        TestNode.await() // a busy machine may not answer in time
            .untilAsserted(
                () ->
                    assertThat(asking.log.cluster().behaviours())
                        .containsOnly(
                            Map.entry("n1", OptionalInt.of(3)),
                            Map.entry("n2", OptionalInt.of(2)),
                            Map.entry("n3", OptionalInt.empty())));
      }
      cluster.stop("n2");
      cluster.node("n3").log.announce(4);
      TestNode.await()
          .untilAsserted(
              () ->
                  assertThat(cluster.node("n1").log.cluster().behaviours())
                      .containsOnly(
                          Map.entry("n1", OptionalInt.of(3)),
                          Map.entry("n2", OptionalInt.empty()),
                          Map.entry("n3", OptionalInt.of(4))));
    }
  }

  @Test
  void whatCanNotBeAddedIsRefusedInTimeAndChangesNothing() throws Exception {
    List<NodeAddress> addresses = FreeNodes.of(4);
    try (TestCluster cluster = new TestCluster(folder, addresses, TestCluster.OPTIONS)) {
      Cluster members = cluster.startAlone("n1").log.cluster();
      cluster.leader();
      NodeAddress nobody = cluster.address("n2");
      assertThat(refused(members.add(nobody))).isEqualTo(Change.Reason.UNREACHABLE);
      NodeAddress taken = new NodeAddress("n9", "127.0.0.1", addresses.getFirst().port());
      assertThat(refused(members.add(taken))).isEqualTo(Change.Reason.TAKEN);
      assertThat(refused(members.add(new NodeAddress("n9", "192.0.2.1", 7001))))
          .isEqualTo(Change.Reason.INSECURE);
      TestNode.of(
              folder.resolve("other"),
              cluster.address("n3"),
              List.of(cluster.address("n3")),
              TestCluster.OPTIONS)
          .close();
      try (TestNode other =
          TestNode.of(
              folder.resolve("other"),
              cluster.address("n3"),
              List.of(cluster.address("n3")),
              TestCluster.OPTIONS)) {
        assertThat(refused(members.add(cluster.address("n3")))).isEqualTo(Change.Reason.FOREIGN);
        TestNode.await().until(other::leads);
      }
      cluster.startJoining("n4");
      cluster.stop("n4");
      cluster.startJoining("n4");
      NodeAddress misnamed = new NodeAddress("n5", "127.0.0.1", cluster.address("n4").port());
      assertThat(refused(members.add(misnamed))).isEqualTo(Change.Reason.FOREIGN);
      assertThat(names(members.status())).containsExactly("n1");
      assertThat(names(done(members.add(cluster.address("n4"))))).containsExactly("n1", "n4");
      cluster.awaitEverywhere(cluster.surely("goes on"));
    }
  }

  @Test
  void aWipedNodeGetsEverythingBackFromASnapshot() throws Exception {
    try (TestCluster cluster = TestCluster.started(folder, 3)) {
      for (int i = 1; i <= 30; i++) {
        cluster.surely("entry " + i);
      }
      String wiped = cluster.follower().id();
      cluster.stop(wiped);
      TestNode leader = cluster.leader();
      leader.snapshot();
      cluster.surely("more");
      leader.snapshot();
      TestNode.await().until(() -> leader.log.status().firstIndex() > 10);
      Durably.deleteTree(cluster.folderOf(wiped));
      assertThat(names(done(cluster.change(members -> members.remove(wiped))))).hasSize(2);
      TestNode back = cluster.startJoining(wiped);
      NodeAddress address = cluster.address(wiped);
      assertThat(names(done(cluster.change(members -> members.add(address))))).hasSize(3);
      cluster.awaitEverywhere(cluster.surely("end"));
      assertThat(back.machine.restoredIndex()).isPositive();
      assertThat(back.machine.lines()).isEqualTo(leader.machine.lines());

      // What was received is as good as what was made here.
      cluster.stop(wiped);
      TestNode again = cluster.start(wiped);
      cluster.awaitEverywhere(cluster.surely("after"));
      assertThat(again.machine.lines()).isEqualTo(cluster.leader().machine.lines());
    }
  }
}
