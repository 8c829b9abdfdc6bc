package io.sojourn.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.engine.Journal;
import io.sojourn.engine.LogException;
import io.sojourn.engine.SnapshotSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node, its folder, and its port. */
class RatisLogFolderTest {

  @TempDir private Path folder = Path.of("");

  private final List<NodeAddress> nodes = FreeNodes.of(3);
  private final NodeAddress n1 = nodes.getFirst();

  private Path node() {
    return folder.resolve("node");
  }

  private TestNode alone() throws IOException {
    TestNode node = TestNode.of(node(), n1, List.of(n1), TestCluster.OPTIONS);
    TestNode.await().until(node::leads);
    return node;
  }

  private Path group() throws IOException {
    try (Stream<Path> groups = Files.list(node().resolve(NodeFolder.RAFT))) {
      return groups.findFirst().orElseThrow();
    }
  }

  private static void append(TestNode node, int from, int to) {
    for (int i = from; i <= to; i++) {
      assertThat(node.append("entry " + i)).isInstanceOf(TestNode.Outcome.Done.class);
    }
  }

  private void refused(Class<? extends IOException> type, String part, RatisLog log) {
    assertThatThrownBy(() -> log.start(new Journal(), role -> {}))
        .isInstanceOf(type)
        .hasMessageContaining(part);
    log.close();
  }

  @Test
  void theFolderOfAnotherNodeOrClusterIsRefusedAndLeftAsItIs() throws Exception {
    alone().close();
    NodeAddress n2 = nodes.get(1);
    refused(
        LogException.Foreign.class,
        "belongs to node n1",
        RatisLog.of(node(), n2, List.of(n2), TestCluster.OPTIONS));
    refused(
        LogException.Foreign.class,
        "belongs to the cluster of [n1]",
        RatisLog.of(node(), n1, List.of(n1, n2), TestCluster.OPTIONS));
    alone().close();
  }

  @Test
  void aNodeMayHaveMovedToAnotherAddress() throws Exception {
    try (TestNode node = alone()) {
      append(node, 1, 1);
    }
    NodeAddress moved = new NodeAddress("n1", "127.0.0.1", nodes.get(1).port());
    try (TestNode node = TestNode.of(node(), moved, List.of(moved), TestCluster.OPTIONS)) {
      TestNode.await().until(node::leads);
      append(node, 2, 2);
      assertThat(node.machine.texts()).containsExactly("entry 1", "entry 2");
    }
  }

  @Test
  void aFolderInUseIsRefused() throws Exception {
    try (TestNode node = alone()) {
      refused(
          LogException.InUse.class,
          "in use",
          RatisLog.of(node(), n1, List.of(n1), TestCluster.OPTIONS));
      append(node, 1, 1);
    }
  }

  @Test
  void aLogWithoutItsBeginningIsRefused() throws Exception {
    try (TestNode node = alone()) {
      append(node, 1, 40);
      node.snapshot();
      append(node, 41, 50);
      node.snapshot();
      TestNode.await().until(() -> node.log.status().firstIndex() > 10);
    }
    Path snapshots = group().resolve("sm");
    Path away = group().resolve("away");
    Files.move(snapshots, away);
    refused(
        LogException.Damaged.class,
        "no good snapshot reaches that far",
        RatisLog.of(node(), n1, List.of(n1), TestCluster.OPTIONS));
    // Where Ratis puts them aside while it moves received ones to their place.
    Durably.deleteTree(snapshots);
    Files.move(away, group().resolve("sm.tmp20260101-000000"));
    try (TestNode node = alone()) {
      assertThat(node.machine.texts()).hasSize(50).doesNotHaveDuplicates();
    }
  }

  @Test
  void snapshotsAndLogStayBounded() throws Exception {
    RatisLogOptions often = TestCluster.OPTIONS.withSnapshotAfterBytes(2_000);
    try (TestNode node = TestNode.of(node(), n1, List.of(n1), often)) {
      TestNode.await().until(node::leads);
      int last = 0;
      while (node.log.status().firstIndex() < 1_000) {
        append(node, last + 1, last + 100);
        last += 100;
      }
      node.snapshot();
      TestNode.await().until(() -> count("sm", "snapshot\\.\\d+_\\d+") == 2);
      assertThat(count("sm", ".*")).isEqualTo(4);
      assertThat(count("current", "log_.*")).isLessThan(last / 4);
    }
  }

  private long count(String in, String pattern) throws IOException {
    try (Stream<Path> files = Files.list(group().resolve(in))) {
      return files.filter(file -> file.getFileName().toString().matches(pattern)).count();
    }
  }

  private void connect(InetAddress address) throws IOException {
    new Socket(address, n1.port()).close();
  }

  @Test
  void listensAtItsAddressAndNowhereElse() throws Exception {
    try (TestNode node = alone()) {
      connect(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
      InetAddress next = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
      assertThatThrownBy(() -> connect(next)).isInstanceOf(ConnectException.class);
      append(node, 1, 1);
    }
  }

  @Test
  void withoutTlsOtherMachinesAreNotTalkedToUnlessOneSaysSo() throws Exception {
    NodeAddress open = new NodeAddress("n1", "0.0.0.0", n1.port());
    refused(
        IOException.class, "no TLS", RatisLog.of(node(), open, List.of(open), TestCluster.OPTIONS));
    NodeAddress far = new NodeAddress("n2", "192.0.2.1", 7001);
    refused(
        IOException.class,
        "no TLS",
        RatisLog.of(node(), n1, List.of(n1, far), TestCluster.OPTIONS));
    assertThat(node()).doesNotExist();
    RatisLogOptions anywhere = TestCluster.OPTIONS.withPlaintextAnywhere(true);
    try (TestNode node = TestNode.of(node(), open, List.of(open), anywhere)) {
      TestNode.await().until(node::leads);
    }
  }

  @Test
  void aPortThatIsTakenIsSaidAndTheFolderIsFreeAgain() throws Exception {
    try (TestNode other =
        TestNode.of(folder.resolve("other"), n1, List.of(n1), TestCluster.OPTIONS)) {
      TestNode.await().until(other::leads);
      refused(
          IOException.class,
          "can not be opened",
          RatisLog.of(node(), n1, List.of(n1), TestCluster.OPTIONS));
    }
    alone().close();
    assertThat(String.valueOf(Thread.getDefaultUncaughtExceptionHandler()))
        .as("Ratis does not end the process on an exception of any thread")
        .doesNotContain("ratis");
  }

  private static InputStream state(int entries) {
    Journal machine = new Journal();
    for (int i = 1; i <= entries; i++) {
      machine.apply(i, Journal.entry("entry " + i));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SnapshotSource source = machine.snapshot();
    for (ByteBuffer chunk = source.next(); chunk != null; chunk = source.next()) {
      byte[] part = new byte[chunk.remaining()];
      chunk.get(part);
      bytes.writeBytes(part);
    }
    source.close();
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  @Test
  void aNodeThatWasOnItsOwnBecomesTheFirstMember() throws Exception {
    // A first attempt that did not come to its end.
    Files.createDirectories(node().resolve("adopting.tmp").resolve("half"));
    Files.createDirectories(node().resolve(NodeFolder.RAFT).resolve("half"));
    RatisLog.adopt(node(), n1, 30, state(30));
    assertThatThrownBy(() -> RatisLog.adopt(node(), n1, 30, state(30)))
        .isInstanceOf(LogException.Foreign.class);
    try (TestNode first = alone()) {
      assertThat(first.machine.restoredIndex()).isEqualTo(30);
      assertThat(first.append("entry 31"))
          .isInstanceOfSatisfying(
              TestNode.Outcome.Done.class, done -> assertThat(done.index()).isGreaterThan(30));
    }
    NodeAddress n2 = nodes.get(1);
    try (TestNode first = alone();
        TestNode second = TestNode.joining(folder.resolve("second"), n2, TestCluster.OPTIONS)) {
      assertThat(first.machine.texts()).hasSize(31);
      assertThat(first.log.cluster().add(n2)).isInstanceOf(Change.Done.class);
      TestNode.await().until(() -> second.machine.texts().contains("entry 31"));
      assertThat(second.machine.lines()).isEqualTo(first.machine.lines());
      assertThat(second.machine.restoredIndex()).isEqualTo(30);
    }
  }
}
