package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.engine.FakeDisk.Tear;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Power cuts at every operation of a scripted run, with everything that can become of it. */
class FileLogPowerCutTest {

  private static final int APPENDS = 60;
  private static final int SEEDS = Integer.getInteger("sojourn.powercut.seeds", 3);

  private final Script script = new Script(APPENDS);

  private long operationsOfTheWholeRun() {
    FakeDisk disk = new FakeDisk();
    assertThat(script.run(disk)).isEqualTo(APPENDS);
    assertThat(disk.list()).as("segments and snapshots").hasSizeGreaterThan(3);
    return disk.operations();
  }

  /** What must hold after any crash: all that was acknowledged, at most the one in flight more. */
  private void check(FakeDisk disk, int acknowledged, String when) {
    List<String> found;
    try {
      found = Script.recover(disk);
    } catch (Exception e) {
      throw new AssertionError("does not open after " + when, e);
    }
    assertThat(found.size()).as("entries after %s", when).isBetween(acknowledged, acknowledged + 1);
    assertThat(found).as("state after %s", when).isEqualTo(script.texts().subList(0, found.size()));
    try {
      assertThat(Script.recover(disk.copy())).as("second start after %s", when).endsWith("after");
    } catch (Exception e) {
      throw new AssertionError("does not open a second time after " + when, e);
    }
  }

  @ParameterizedTest
  @EnumSource(Tear.class)
  void everyAcknowledgedEntrySurvivesAPowerCutAtEveryOperation(Tear tear) {
    long operations = operationsOfTheWholeRun();
    for (long cut = 1; cut <= operations; cut++) {
      FakeDisk disk = new FakeDisk().cutAt(cut);
      int acknowledged = script.run(disk);
      for (long seed = 1; seed <= SEEDS; seed++) {
        String when = tear + " at operation " + cut + " with seed " + seed;
        check(disk.afterPowerCut(tear, cut * 31 + seed), acknowledged, when);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Tear.class)
  void everyAcknowledgedEntrySurvivesASecondPowerCutDuringRecovery(Tear tear) {
    long operations = operationsOfTheWholeRun();
    for (long cut = 1; cut <= operations; cut += 3) {
      FakeDisk first = new FakeDisk().cutAt(cut);
      int acknowledged = script.run(first);
      FakeDisk torn = first.afterPowerCut(Tear.FLIPPED, cut);
      FakeDisk whole = torn.copy();
      open(whole);
      for (long again = 1; again <= whole.operations(); again++) {
        FakeDisk second = torn.copy().cutAt(again);
        open(second);
        String when = tear + " at operation " + cut + " and at operation " + again + " of recovery";
        check(second.afterPowerCut(tear, cut * 1009 + again), acknowledged, when);
      }
    }
  }

  private static void open(FakeDisk disk) {
    try {
      Script.open(disk).start(new Journal(), role -> {});
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("power cut");
    }
  }

  @Test
  void everyAcknowledgedEntrySurvivesAKillAtEveryOperation() {
    long operations = operationsOfTheWholeRun();
    for (long cut = 1; cut <= operations; cut++) {
      FakeDisk disk = new FakeDisk().cutAt(cut);
      int acknowledged = script.run(disk);
      check(disk.afterKill(), acknowledged, "kill at operation " + cut);
    }
  }

  @Test
  void aFailedSyncStopsTheLogAndARestartDoesNotTrustTheCache() throws Exception {
    long syncs = operationsOfTheWholeRun();
    int stopped = 0;
    for (long sync = 1; sync <= syncs; sync++) {
      FakeDisk disk = new FakeDisk().failSyncAt(sync);
      int acknowledged = script.run(disk);
      stopped += acknowledged < APPENDS ? 1 : 0;
      FakeDisk restarted = disk.afterKill();
      List<String> found = Script.recover(restarted);
      assertThat(found.size()).isBetween(acknowledged, acknowledged + 1);
      assertThat(found).isEqualTo(script.texts().subList(0, found.size()));
      List<String> acknowledgedSince = new ArrayList<>(found);
      acknowledgedSince.add("after");
      assertThat(Script.recover(restarted.afterPowerCut(Tear.LOST, sync)))
          .as("failed sync %s, restart, power cut", sync)
          .isEqualTo(acknowledgedSince);
    }
    assertThat(stopped).as("runs that the failure stopped").isGreaterThan(APPENDS);
  }

  @Test
  void aPowerCutDuringTheRecoveryFromAFailedSyncLosesNothingAcknowledged() throws Exception {
    for (long sync = 1; sync <= APPENDS; sync += 3) {
      FakeDisk failed = new FakeDisk().failSyncAt(sync);
      int acknowledged = script.run(failed);
      FakeDisk whole = failed.afterKill();
      open(whole);
      for (long cut = 1; cut <= whole.operations(); cut++) {
        for (long seed = 1; seed <= SEEDS; seed++) {
          FakeDisk restarted = failed.afterKill().cutAt(cut);
          open(restarted);
          String when = "failed sync " + sync + ", cut at operation " + cut + ", seed " + seed;
          check(restarted.afterPowerCut(Tear.TORN, cut * 31 + seed), acknowledged, when);
        }
      }
    }
  }

  @Test
  void theLossOfTheLastSegmentIsNoticedWhateverCrashCameBefore() throws Exception {
    long operations = operationsOfTheWholeRun();
    int refused = 0;
    for (long cut = 1; cut <= operations; cut++) {
      FakeDisk disk = new FakeDisk().cutAt(cut);
      script.run(disk);
      FakeDisk booted = disk.afterPowerCut(Tear.KEPT, cut);
      Script.recover(booted);
      List<String> segments =
          booted.list().stream().filter(name -> name.endsWith(SegmentFile.SUFFIX)).toList();
      if (segments.size() > 1) {
        booted.remove(segments.getLast());
        assertThatThrownBy(() -> Script.recover(booted))
            .as("cut at operation %s, then the last of %s lost", cut, segments)
            .isInstanceOf(LogException.Damaged.class);
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void findsALogThatAcknowledgesBeforeItsSync() {
    long operations = operationsOfTheWholeRun();
    int lost = 0;
    for (long cut = 1; cut <= operations; cut++) {
      FakeDisk disk = new FakeDisk().lying().cutAt(cut);
      int acknowledged = script.run(disk);
      try {
        check(disk.afterPowerCut(Tear.LOST, cut), acknowledged, "a lie");
      } catch (AssertionError expected) {
        lost++;
      }
    }
    assertThat(lost).as("losses found").isGreaterThan(APPENDS);
  }
}
