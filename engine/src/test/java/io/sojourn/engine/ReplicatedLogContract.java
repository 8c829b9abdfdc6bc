package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ReplicatedLog} promises. A log passes by extending this with a {@link Subject}
 * that opens it.
 */
public abstract class ReplicatedLogContract {

  /** One log and its storage, opened again and again. */
  public interface Subject {
    /** A log, not yet started, on what the logs opened before it have stored. They are closed. */
    ReplicatedLog open() throws Exception;

    /** Makes the next append of the open log fail in a way that leaves its outcome unknown. */
    void failNextAppend() throws Exception;

    /** Makes the newest snapshot unusable; the log is closed. */
    void damageNewestSnapshot() throws Exception;
  }

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private Subject subject = unset();
  private ReplicatedLog log = new MemoryLog();
  private Journal machine = new Journal();
  private final List<Role> roles = new CopyOnWriteArrayList<>();

  /** For the tests of one log. */
  protected ReplicatedLogContract() {}

  /** Fresh, empty storage. */
  protected abstract Subject subject() throws Exception;

  private static Subject unset() {
    return new Subject() {
      @Override
      public ReplicatedLog open() {
        throw new AssertionError("no subject yet");
      }

      @Override
      public void failNextAppend() {}

      @Override
      public void damageNewestSnapshot() {}
    };
  }

  @BeforeEach
  void openEmpty() throws Exception {
    subject = subject();
    log = subject.open();
    log.start(machine, roles::add);
    awaitLeadership();
  }

  /** A log of several nodes, even of one that could have more, leads a while after its start. */
  private void awaitLeadership() {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (roles.stream().noneMatch(Role.Leader.class::isInstance)) {
      assertThat(System.nanoTime()).as("leads in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void reopen() throws Exception {
    log.close();
    log = subject.open();
    machine = new Journal();
    roles.clear();
    log.start(machine, roles::add);
    awaitLeadership();
  }

  private long append(String text) throws Exception {
    return log.append(Journal.entry(text))
        .toCompletableFuture()
        .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  private void appendAll(int from, int to) throws Exception {
    for (int i = from; i <= to; i++) {
      append("entry " + i);
    }
  }

  private static List<String> entries(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "entry " + i).toList();
  }

  private Throwable appendFails(String text) {
    try {
      append(text);
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    } catch (Exception e) {
      throw new AssertionError("append did not end", e);
    }
    throw new AssertionError("append succeeded");
  }

  /** Keeps house until no snapshot is under way. */
  private void takeSnapshot() {
    log.requestSnapshot();
    long before = log.status().snapshotIndex();
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (log.status().snapshotIndex() == before) {
      log.housekeep();
      assertThat(System.nanoTime()).as("snapshot written in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void appliesEntriesInTheOrderOfTheirAppends() throws Exception {
    appendAll(1, 50);
    assertThat(machine.texts()).isEqualTo(entries(1, 50));
  }

  @Test
  void completesAnAppendWithItsIndexAfterItIsAppliedHere() throws Exception {
    long first = append("a");
    long second = append("b");
    assertThat(second).isGreaterThan(first).isPositive();
    boolean[] appliedBefore = new boolean[1];
    long third =
        log.append(Journal.entry("c"))
            .thenApply(
                index -> {
                  appliedBefore[0] = machine.texts().contains("c");
                  return index;
                })
            .toCompletableFuture()
            .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    assertThat(appliedBefore[0]).as("applied before completion").isTrue();
    assertThat(machine.lines().getLast()).isEqualTo(new Journal.Line(third, "c"));
    assertThat(log.status().lastIndex()).isEqualTo(third);
  }

  @Test
  void keepsWhatWasAcknowledgedOverAReopening() throws Exception {
    appendAll(1, 20);
    List<Journal.Line> before = machine.lines();
    reopen();
    assertThat(machine.lines()).isEqualTo(before);
    long next = append("entry 21");
    assertThat(next).isGreaterThan(before.getLast().index());
    reopen();
    assertThat(machine.texts()).isEqualTo(entries(1, 21));
  }

  @Test
  void keepsEmptyAndLargeEntries() throws Exception {
    append("");
    append("x".repeat(300_000));
    append("end");
    reopen();
    assertThat(machine.texts()).containsExactly("", "x".repeat(300_000), "end");
  }

  @Test
  void readsAnEntryFromPositionToLimitAndLeavesTheBufferAsItWas() throws Exception {
    ByteBuffer buffer = Journal.entry("xxentryyy");
    buffer.position(2).limit(7);
    log.append(buffer).toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    assertThat(machine.texts()).containsExactly("entry");
    assertThat(buffer.position()).isEqualTo(2);
    assertThat(buffer.limit()).isEqualTo(7);
  }

  @Test
  void announcesLeadershipAfterTheReplayAndBeforeTheFirstAppend() throws Exception {
    append("a");
    log.close();
    roles.clear();
    log = subject.open();
    Journal fresh = new Journal();
    List<String> seenAtAnnouncement = new ArrayList<>();
    log.start(
        fresh,
        role -> {
          if (role instanceof Role.Leader) {
            seenAtAnnouncement.addAll(fresh.texts());
          }
          roles.add(role);
        });
    awaitLeadership();
    append("b");
    assertThat(roles.getLast()).isInstanceOf(Role.Leader.class);
    assertThat(roles).filteredOn(Role.Leader.class::isInstance).hasSize(1);
    assertThat(seenAtAnnouncement).containsExactly("a");
  }

  @Test
  void allowsAtLeastOneAppendInFlight() {
    assertThat(log.pipelineDepth()).isPositive();
  }

  @Test
  void readBarrierCoversWhatIsAcknowledged() throws Exception {
    long index = append("a");
    long barrier =
        log.readBarrier().toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    assertThat(barrier).isGreaterThanOrEqualTo(index);
  }

  @Test
  void snapshotAndTailGiveTheSameStateAsFullReplay() throws Exception {
    appendAll(1, 30);
    takeSnapshot();
    long snapshotIndex = log.status().snapshotIndex();
    appendAll(31, 45);
    List<Journal.Line> before = machine.lines();
    reopen();
    assertThat(machine.restoredIndex()).isEqualTo(snapshotIndex).isPositive();
    assertThat(machine.lines()).isEqualTo(before);
  }

  @Test
  void entriesAppendedDuringASnapshotAreNotInItAndNotLost() throws Exception {
    appendAll(1, 100);
    log.requestSnapshot();
    log.housekeep();
    assertThat(log.status().snapshotUnderWay()).isTrue();
    int next = 101;
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (log.status().snapshotUnderWay()) {
      if (next <= 150) {
        append("entry " + next);
        next++;
      }
      log.housekeep();
      assertThat(System.nanoTime()).as("snapshot written in time").isLessThan(deadline);
    }
    long captured = log.status().snapshotIndex();
    assertThat(captured).isLessThan(log.status().lastIndex());
    List<Journal.Line> before = machine.lines();
    reopen();
    assertThat(machine.restoredIndex()).isEqualTo(captured);
    assertThat(machine.lines()).isEqualTo(before);
    assertThat(machine.openCaptures()).isZero();
  }

  @Test
  void goesBackToTheOlderSnapshotWhenTheNewestIsDamaged() throws Exception {
    appendAll(1, 10);
    takeSnapshot();
    long older = log.status().snapshotIndex();
    appendAll(11, 20);
    takeSnapshot();
    appendAll(21, 25);
    log.close();
    subject.damageNewestSnapshot();
    reopen();
    assertThat(machine.restoredIndex()).isEqualTo(older);
    assertThat(machine.texts()).isEqualTo(entries(1, 25));
  }

  @Test
  void replaysTheLogWhenTheOnlySnapshotIsDamaged() throws Exception {
    appendAll(1, 10);
    takeSnapshot();
    appendAll(11, 12);
    log.close();
    subject.damageNewestSnapshot();
    reopen();
    assertThat(machine.restoredIndex()).isZero();
    assertThat(machine.texts()).isEqualTo(entries(1, 12));
  }

  @Test
  void aSnapshotRequestWithNothingNewDoesNothing() throws Exception {
    append("a");
    takeSnapshot();
    log.requestSnapshot();
    log.housekeep();
    assertThat(log.status().snapshotUnderWay()).isFalse();
    assertThat(log.housekeep()).isFalse();
  }

  @Test
  void manySnapshotsLeaveTheStateRight() throws Exception {
    for (int round = 0; round < 6; round++) {
      appendAll(round * 5 + 1, round * 5 + 5);
      takeSnapshot();
    }
    append("entry 31");
    reopen();
    assertThat(machine.texts()).isEqualTo(entries(1, 31));
  }

  @Test
  void aFailureIsUncertainOnceAndThenRefusesEverything() throws Exception {
    appendAll(1, 3);
    subject.failNextAppend();
    assertThat(appendFails("lost?")).isInstanceOf(LogException.Uncertain.class);
    assertThat(appendFails("later")).isInstanceOf(LogException.Failed.class);
    assertThat(appendFails("later still")).isInstanceOf(LogException.Failed.class);
    assertThatThrownBy(() -> log.readBarrier().toCompletableFuture().get())
        .hasCauseInstanceOf(LogException.Failed.class);
    assertThat(log.status().state()).isEqualTo(LogStatus.State.FAILED);
    assertThat(log.status().failure()).isPresent();
    assertThat(roles.getLast()).isInstanceOf(Role.Stopped.class);
    assertThat(machine.texts()).isEqualTo(entries(1, 3));
    log.requestSnapshot();
    assertThat(log.housekeep()).isFalse();
    reopen();
    assertThat(machine.texts()).startsWith(entries(1, 3).toArray(String[]::new));
    assertThat(machine.texts()).doesNotContain("later", "later still");
  }

  @Test
  void anApplierThatThrowsFailsTheLog() throws Exception {
    append("a");
    machine.throwAtNextEntry(new IllegalStateException("broken on purpose"));
    assertThat(appendFails("b")).isInstanceOf(LogException.Uncertain.class);
    assertThat(appendFails("c")).isInstanceOf(LogException.Failed.class);
    reopen();
    assertThat(machine.texts()).containsExactly("a", "b");
  }

  @Test
  void refusesAppendsAfterClose() throws Exception {
    append("a");
    log.close();
    log.close();
    assertThat(appendFails("b")).isInstanceOf(LogException.Failed.class);
    assertThat(log.housekeep()).isFalse();
    assertThat(log.status().state()).isEqualTo(LogStatus.State.CLOSED);
    reopen();
    assertThat(machine.texts()).containsExactly("a");
  }

  @Test
  void closingDuringASnapshotGivesItUp() throws Exception {
    appendAll(1, 100);
    log.requestSnapshot();
    log.housekeep();
    log.close();
    assertThat(machine.openCaptures()).isZero();
    reopen();
    assertThat(machine.restoredIndex()).isZero();
    assertThat(machine.texts()).isEqualTo(entries(1, 100));
  }

  @Test
  void canNotBeUsedBeforeItIsStartedNorStartedTwice() throws Exception {
    log.close();
    ReplicatedLog fresh = subject.open();
    assertThatThrownBy(() -> fresh.append(Journal.entry("a")))
        .isInstanceOf(IllegalStateException.class);
    fresh.start(new Journal(), role -> {});
    assertThatThrownBy(() -> fresh.start(new Journal(), role -> {}))
        .isInstanceOf(IllegalStateException.class);
    fresh.close();
  }
}
