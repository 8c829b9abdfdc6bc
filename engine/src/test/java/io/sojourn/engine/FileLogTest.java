package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class FileLogTest {

  private static final FileLogOptions TINY =
      FileLogOptions.defaults().withSegmentBytes(8192, 32768).withEntryBytesMax(20_000);

  @TempDir private Path folder = Path.of("");

  private final Journal machine = new Journal();

  private FileLog open() throws IOException {
    return open(new FolderDisk(folder), machine, TINY);
  }

  private static FileLog open(Disk disk, Journal machine, FileLogOptions options)
      throws IOException {
    FileLog log = new FileLog(disk, options, new BackgroundThread(), new FixedSalts());
    log.start(machine, role -> {});
    return log;
  }

  private static void append(FileLog log, String text) throws Exception {
    log.append(Journal.entry(text)).toCompletableFuture().get();
  }

  private static void fill(FileLog log, int entries) throws Exception {
    for (int i = 0; i < entries; i++) {
      append(log, "x".repeat(1000) + i);
    }
  }

  private static void snapshot(FileLog log) {
    long before = log.status().snapshotIndex();
    log.requestSnapshot();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (log.status().snapshotIndex() == before && log.status().snapshotFailure().isEmpty()) {
      log.housekeep();
      assertThat(System.nanoTime()).as("snapshot over in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private List<String> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(suffix))
          .sorted()
          .toList();
    }
  }

  @Test
  void refusesAnEntryOverTheBoundAndGoesOn() throws Exception {
    try (FileLog log = open()) {
      assertThatThrownBy(() -> append(log, "x".repeat(20_001)))
          .hasCauseInstanceOf(LogException.TooLarge.class)
          .hasMessageContaining("20001")
          .hasMessageContaining("20000");
      append(log, "x".repeat(20_000));
      assertThat(log.status().lastIndex()).isEqualTo(1);
    }
  }

  @Test
  void segmentsGrowFourfoldUpToTheirFullSize() throws Exception {
    try (FileLog log = open()) {
      fill(log, 90);
    }
    List<Long> sizes = new ArrayList<>();
    for (String name : files(".log")) {
      sizes.add(Files.size(folder.resolve(name)));
    }
    assertThat(sizes).startsWith(8192L, 32768L, 32768L);
    assertThat(files(".log")).first().isEqualTo("00000000000000000001.log");
  }

  @Test
  void anEntryLargerThanASegmentGetsASegmentOfItsOwnSize() throws Exception {
    FileLogOptions options = TINY.withSegmentBytes(8192, 8192);
    try (FileLog log = open(new FolderDisk(folder), machine, options)) {
      append(log, "small");
      append(log, "x".repeat(20_000));
      append(log, "small again");
    }
    Journal again = new Journal();
    open(new FolderDisk(folder), again, options).close();
    assertThat(again.lines()).isEqualTo(machine.lines());
  }

  @Test
  void keepsTwoSnapshotsAndTheSegmentsAfterTheOlder() throws Exception {
    try (FileLog log = open()) {
      fill(log, 40);
      snapshot(log);
      assertThat(log.status().firstIndex()).as("one snapshot, whole log").isEqualTo(1);
      fill(log, 40);
      snapshot(log);
      fill(log, 40);
      snapshot(log);
      assertThat(log.status().snapshotIndex()).isEqualTo(120);
      assertThat(log.status().firstIndex()).isBetween(2L, 81L);
    }
    assertThat(files(".snap"))
        .containsExactly("00000000000000000080.snap", "00000000000000000120.snap");
    assertThat(files(".log")).doesNotContain("00000000000000000001.log");
    Files.write(folder.resolve("00000000000000000120.snap"), new byte[100]);
    Journal again = new Journal();
    open(new FolderDisk(folder), again, TINY).close();
    assertThat(again.restoredIndex()).isEqualTo(80);
    assertThat(again.lines()).isEqualTo(machine.lines());
  }

  @Test
  void takesASnapshotByItselfAfterSoManyBytes() throws Exception {
    FileLogOptions options = TINY.withSnapshotAfterBytes(10_000);
    try (FileLog log = open(new FolderDisk(folder), machine, options)) {
      fill(log, 9);
      assertThat(log.housekeep()).isFalse();
      fill(log, 1);
      assertThat(log.housekeep()).isTrue();
      assertThat(log.status().snapshotUnderWay()).isTrue();
    }
  }

  @Test
  void warnsOfADamagedSnapshotByNameAndKeepsItForInspection() throws Exception {
    try (FileLog log = open()) {
      fill(log, 3);
      snapshot(log);
    }
    Files.write(folder.resolve("00000000000000000003.snap"), new byte[100]);
    Logger logger = (Logger) LoggerFactory.getLogger(FileLog.class);
    ListAppender<ILoggingEvent> seen = new ListAppender<>();
    seen.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(seen);
    try {
      open(new FolderDisk(folder), new Journal(), TINY).close();
    } finally {
      logger.detachAppender(seen);
      logger.setLevel(null);
    }
    assertThat(seen.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anySatisfy(message -> assertThat(message).contains("00000000000000000003.snap"));
    assertThat(files(".damaged")).containsExactly("00000000000000000003.snap.damaged");
  }

  @Test
  void refusesANewerFormatNamingBothVersions() throws Exception {
    open().close();
    byte[] newer = new FileHeader(FileHeader.SEGMENT_MAGIC, 7, 1, 8192, 1).encode().array();
    Path segment = folder.resolve("00000000000000000001.log");
    byte[] bytes = Files.readAllBytes(segment);
    System.arraycopy(newer, 0, bytes, 0, newer.length);
    Files.write(segment, bytes);
    assertThatThrownBy(() -> open(new FolderDisk(folder), new Journal(), TINY))
        .isInstanceOf(LogException.NewerFormat.class)
        .hasMessageContaining(segment.toString())
        .hasMessageContaining("version 7")
        .hasMessageContaining("up to 1");
  }

  @Test
  void namesFileOffsetAndRemedyOfDamage() throws Exception {
    try (FileLog log = open()) {
      append(log, "first");
      append(log, "second");
    }
    Path segment = folder.resolve("00000000000000000001.log");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[4096 + RecordHeader.BYTES] ^= 1;
    Files.write(segment, bytes);
    assertThatThrownBy(() -> open(new FolderDisk(folder), new Journal(), TINY))
        .isInstanceOfSatisfying(
            LogException.Damaged.class,
            damage -> {
              assertThat(damage.file()).isEqualTo(segment.toString());
              assertThat(damage.offset()).isEqualTo(4096);
            })
        .hasMessageContaining("index 1")
        .hasMessageContaining("Restore the whole folder from a backup");
  }

  @Test
  void overwritesWhatIsLeftOfAnUnfinishedRecordWithZeros() throws Exception {
    try (FileLog log = open()) {
      append(log, "12345678");
    }
    Path segment = folder.resolve("00000000000000000001.log");
    byte[] clean = Files.readAllBytes(segment);
    byte[] torn = clean.clone();
    int behindTheMark = 4096 + (int) RecordHeader.span(8) + RecordHeader.BYTES;
    for (int i = behindTheMark; i < behindTheMark + 1500; i++) {
      torn[i] = (byte) i;
    }
    Files.write(segment, torn);
    Journal again = new Journal();
    open(new FolderDisk(folder), again, TINY).close();
    assertThat(again.texts()).containsExactly("12345678");
    assertThat(Files.readAllBytes(segment)).isEqualTo(clean);
  }

  @Test
  void refusesAMissingSegmentWhereverItIs() throws Exception {
    try (FileLog log = open()) {
      fill(log, 90);
    }
    List<String> segments = files(".log");
    assertThat(segments).hasSizeGreaterThan(3);
    for (String name : segments) {
      Path segment = folder.resolve(name);
      byte[] bytes = Files.readAllBytes(segment);
      Files.delete(segment);
      assertThatThrownBy(() -> open(new FolderDisk(folder), new Journal(), TINY))
          .as("without %s", name)
          .isInstanceOf(LogException.Damaged.class);
      Files.write(segment, bytes);
    }
    Journal again = new Journal();
    open(new FolderDisk(folder), again, TINY).close();
    assertThat(again.texts()).hasSize(90);
  }

  @Test
  void refusesAFolderWithSnapshotsButNoSegments() throws Exception {
    try (FileLog log = open()) {
      append(log, "a");
      snapshot(log);
    }
    Files.delete(folder.resolve("00000000000000000001.log"));
    assertThatThrownBy(() -> open(new FolderDisk(folder), new Journal(), TINY))
        .isInstanceOf(LogException.Damaged.class)
        .hasMessageContaining("no segment");
  }

  @Test
  void oneFolderServesOneLogAndTheErrorNamesTheProcess() throws Exception {
    FileLog first = open();
    assertThatThrownBy(() -> open(new FolderDisk(folder), new Journal(), TINY))
        .isInstanceOf(LogException.InUse.class)
        .hasMessageContaining(folder.toAbsolutePath().toString())
        .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    first.close();
    open(new FolderDisk(folder), new Journal(), TINY).close();
  }

  @Test
  void aFailedStartGivesTheFolderBack() throws Exception {
    open().close();
    Path segment = folder.resolve("00000000000000000001.log");
    byte[] bytes = Files.readAllBytes(segment);
    Files.write(segment, new byte[10]);
    assertThatThrownBy(() -> open(new FolderDisk(folder), new Journal(), TINY))
        .isInstanceOf(LogException.Damaged.class);
    Files.write(segment, bytes);
    open().close();
  }

  @Test
  void aFailedWriteIsStickyAndSaysWhy() throws Exception {
    FailingDisk disk = new FailingDisk(new FolderDisk(folder));
    List<Role> roles = new ArrayList<>();
    FileLog log = new FileLog(disk, TINY, new BackgroundThread(), new FixedSalts());
    log.start(machine, roles::add);
    append(log, "a");
    disk.failNextWrite(name -> true);
    assertThatThrownBy(() -> append(log, "b")).hasCauseInstanceOf(LogException.Uncertain.class);
    assertThatThrownBy(() -> append(log, "c"))
        .hasCauseInstanceOf(LogException.Failed.class)
        .hasMessageContaining("injected failure");
    assertThat(roles).hasSize(2).last().isInstanceOf(Role.Stopped.class);
    assertThat(log.status().failure())
        .hasValueSatisfying(why -> assertThat(why).contains("injected"));
    log.close();
    Journal again = new Journal();
    open(new FolderDisk(folder), again, TINY).close();
    assertThat(again.texts()).containsExactly("a");
  }

  @Test
  void aSnapshotThatCanNotBeWrittenIsGivenUpAndTheLogGoesOn() throws Exception {
    FailingDisk disk = new FailingDisk(new FolderDisk(folder));
    try (FileLog log = open(disk, machine, TINY)) {
      append(log, "a");
      disk.failNextSync(name -> name.equals(FileSnapshotSink.TEMPORARY));
      snapshot(log);
      assertThat(log.status().snapshotFailure()).isPresent();
      assertThat(machine.openCaptures()).isZero();
      append(log, "b");
      log.requestSnapshot();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (log.status().snapshotIndex() != 2) {
        log.housekeep();
        assertThat(System.nanoTime()).isLessThan(deadline);
      }
      assertThat(log.status().snapshotFailure()).isEmpty();
    }
    assertThat(files(".snap")).containsExactly("00000000000000000002.snap");
    assertThat(files(".tmp")).isEmpty();
  }

  @Test
  void aSegmentThatCouldNotBePreparedIsMadeWhenItIsNeeded() throws Exception {
    FailingDisk disk = new FailingDisk(new FolderDisk(folder));
    FileLogOptions options = TINY.withEntryBytesMax(100);
    FileLog log = new FileLog(disk, options, Runnable::run, new FixedSalts());
    log.start(machine, role -> {});
    for (int i = 0; i < 10; i++) {
      append(log, "x".repeat(100));
    }
    disk.failNextCreate(SegmentSupply.NAME);
    for (int i = 0; i < 60; i++) {
      append(log, "y".repeat(100));
    }
    log.close();
    assertThat(disk.failures()).isEqualTo(1);
    assertThat(files(".log")).hasSizeGreaterThan(1);
  }

  @Test
  void refusesNothingElseInTheFolder() throws Exception {
    Files.writeString(folder.resolve("notes.txt"), "mine");
    Files.writeString(folder.resolve("1.log"), "mine too");
    try (FileLog log = open()) {
      append(log, "a");
    }
    open(new FolderDisk(folder), new Journal(), TINY).close();
    assertThat(folder.resolve("1.log")).hasContent("mine too");
  }

  @Test
  void anUnwritableFolderIsAnErrorOfTheDisk() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    assertThatThrownBy(() -> open(new FolderDisk(file), new Journal(), TINY))
        .isInstanceOf(IOException.class);
  }

  @Test
  void completesAppendsOnTheCallingThread() throws Exception {
    try (FileLog log = open()) {
      assertThat(log.append(Journal.entry("a")).toCompletableFuture().isDone()).isTrue();
    }
  }
}
