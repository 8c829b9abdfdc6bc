package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A flipped bit in, and a truncation at, every byte that a small log has written. */
class FileLogDamageTest {

  private static final int APPENDS = 26;

  /** How far from anything written a place is when only some are tried, and one in how many. */
  private static final int QUIET = 64;

  private static final int ZEROS_STEP = 29;

  private final Script script = new Script(APPENDS);
  private FakeDisk sound = new FakeDisk();
  private int refused;
  private int unharmed;
  private int shortened;

  /** The log is left as a kill leaves it: everything acknowledged, nothing closed. */
  @BeforeEach
  void run() throws Exception {
    sound = new FakeDisk();
    assertThat(script.run(sound)).isEqualTo(APPENDS);
    assertThat(sound.list()).filteredOn(name -> name.endsWith(".log")).hasSizeGreaterThan(1);
    assertThat(sound.list()).filteredOn(name -> name.endsWith(".snap")).hasSize(1);
    assertThat(Script.recover(sound.copy())).isEqualTo(script.texts());
  }

  private void check(FakeDisk disk, int entriesMin, String damage) throws Exception {
    List<String> found;
    try {
      found = Script.recover(disk);
    } catch (LogException.Damaged | LogException.NewerFormat e) {
      refused++;
      assertThat(e.getMessage()).as("message after %s", damage).contains("fake/");
      return;
    } catch (Exception e) {
      throw new AssertionError("neither opened nor refused after " + damage, e);
    }
    assertThat(found.size()).as("entries after %s", damage).isBetween(entriesMin, APPENDS);
    assertThat(found)
        .as("state after %s", damage)
        .isEqualTo(script.texts().subList(0, found.size()));
    if (found.size() == APPENDS) {
      unharmed++;
    } else {
      shortened++;
    }
  }

  private static FakeDisk with(FakeDisk disk, String name, byte[] bytes) {
    FakeDisk damaged = disk.copy();
    damaged.put(name, bytes);
    return damaged;
  }

  private static boolean isSkipped(byte[] bytes, int place) {
    for (int i = Math.max(0, place - QUIET); i < Math.min(bytes.length, place + QUIET); i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return place % ZEROS_STEP != 0;
  }

  /** Every byte of what was written, and one in some of the zeros around it. */
  private void flipEveryByte(FakeDisk disk, List<String> names, int entriesMin) throws Exception {
    for (String name : names) {
      byte[] bytes = disk.bytes(name);
      for (int i = 0; i < bytes.length; i++) {
        if (isSkipped(bytes, i)) {
          continue;
        }
        byte[] flipped = bytes.clone();
        flipped[i] ^= (byte) (1 << i % 8);
        check(with(disk, name, flipped), entriesMin, "a flipped bit in byte " + i + " of " + name);
      }
    }
  }

  @Test
  void aFlippedBitAnywhereIsRefusedOrDoesNoHarm() throws Exception {
    flipEveryByte(sound, sound.list(), APPENDS);
    assertThat(refused).as("refused").isGreaterThan(1000);
    assertThat(unharmed).as("in bytes that are not used").isGreaterThan(100);
  }

  @Test
  void aFlippedBitWithoutTheLastMarkCostsAtMostTheLastEntry() throws Exception {
    FakeDisk unmarked = sound.afterPowerCut(FakeDisk.Tear.LOST, 1);
    flipEveryByte(unmarked, List.of(lastSegment()), APPENDS - 1);
    int lastRecord = (int) RecordHeader.span(script.texts().getLast().length());
    assertThat(shortened).as("cut as a torn record").isPositive().isLessThanOrEqualTo(lastRecord);
    assertThat(refused).as("refused").isGreaterThan(1000);
  }

  @Test
  void aShortenedFileIsRefusedOrReplacedByAnOlderOne() throws Exception {
    for (String name : sound.list()) {
      byte[] bytes = sound.bytes(name);
      for (int length = 0; length < bytes.length; length++) {
        if (isSkipped(bytes, length)) {
          continue;
        }
        check(
            with(sound, name, Arrays.copyOf(bytes, length)),
            APPENDS,
            name + " cut to " + length + " bytes");
      }
    }
    assertThat(refused).as("refused").isGreaterThan(1000);
    assertThat(unharmed).as("snapshots replaced by the log").isGreaterThan(100);
  }

  @Test
  void aSectorOfZerosAnywhereIsRefusedOrDoesNoHarm() throws Exception {
    int sector = 512;
    for (String name : sound.list()) {
      byte[] bytes = sound.bytes(name);
      for (int start = 0; start < bytes.length; start += sector) {
        byte[] zeroed = bytes.clone();
        int end = Math.min(bytes.length, start + sector);
        Arrays.fill(zeroed, start, end, (byte) 0);
        boolean holdsTheMark = name.equals(lastSegment()) && start <= tail() && tail() < end;
        check(
            with(sound, name, zeroed),
            holdsTheMark ? 0 : APPENDS,
            "zeros from byte " + start + " of " + name);
      }
    }
    assertThat(refused).as("refused").isGreaterThan(5);
  }

  private String lastSegment() {
    return sound.list().stream().filter(name -> name.endsWith(".log")).toList().getLast();
  }

  /** Where the mark of the last record is. */
  private int tail() throws Exception {
    byte[] bytes = sound.bytes(lastSegment());
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    return end - RecordHeader.BYTES;
  }

  @Test
  void aMissingFileIsRefusedOrReplacedByAnOlderOne() throws Exception {
    for (String name : sound.list()) {
      FakeDisk damaged = sound.copy();
      damaged.remove(name);
      check(damaged, APPENDS, "the loss of " + name);
    }
    assertThat(refused).as("segments that are needed").isPositive();
    assertThat(unharmed).as("files that others stand in for").isPositive();
  }
}
