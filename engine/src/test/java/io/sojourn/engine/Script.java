package io.sojourn.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * A fixed sequence of appends and snapshots, the same in every run, over several small segments.
 * Runs without threads: what the background would do is done at once.
 */
final class Script {

  private static final int SNAPSHOT_EVERY = 18;

  private final List<String> texts = new ArrayList<>();

  Script(int appends) {
    for (int i = 0; i < appends; i++) {
      texts.add("entry " + i + " " + "abcdefgh".repeat(i * 7 % 90));
    }
  }

  static FileLog open(Disk disk) {
    FileLogOptions tiny = FileLogOptions.defaults().withSegmentBytes(8192, 12288);
    return new FileLog(disk, tiny, Runnable::run, new FixedSalts());
  }

  List<String> texts() {
    return List.copyOf(texts);
  }

  /**
   * Runs until the end or until the disk fails.
   *
   * @return how many appends were acknowledged
   */
  int run(Disk disk) {
    FileLog log = open(disk);
    int acknowledged = 0;
    try {
      log.start(new Journal(20), role -> {});
      for (String text : texts) {
        log.append(Journal.entry(text)).toCompletableFuture().get();
        acknowledged++;
        if (acknowledged % SNAPSHOT_EVERY == 0) {
          log.requestSnapshot();
        }
        log.housekeep();
      }
    } catch (IOException | ExecutionException e) {
      // The disk has failed: what was acknowledged until now is what counts.
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this test", e);
    }
    return acknowledged;
  }

  /** The machine after a start on a disk, and one more append to show that the log is alive. */
  static List<String> recover(FakeDisk disk) throws Exception {
    Journal machine = new Journal();
    FileLog log = open(disk);
    log.start(machine, role -> {});
    List<String> found = machine.texts();
    long last = log.status().lastIndex();
    if (last != found.size()) {
      throw new AssertionError("index " + last + " after " + found.size() + " entries");
    }
    log.append(Journal.entry("after")).toCompletableFuture().get();
    log.close();
    return found;
  }
}
