package io.sojourn.cluster;

import io.sojourn.engine.LogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageDirectory;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of one group, each a file {@code snapshot.<term>_<index>} with its MD5 beside it,
 * which is written last: without it the file is not a snapshot. Named so because Ratis sends these
 * files to other nodes and puts down, in one step, a folder that it received from one.
 */
final class SnapshotFolder implements StateMachineStorage {

  static final String DAMAGED = ".damaged";
  static final String TEMPORARY = "snapshot.tmp";

  private static final Pattern NAME = Pattern.compile("snapshot\\.(\\d+)_(\\d+)");
  private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-\\d+)?");

  /** Snapshots by index, the newest last. */
  private record Stored(Path file, TermIndex at) {}

  private volatile @Nullable RaftStorageDirectory storage;
  private volatile @Nullable SingleFileSnapshotInfo latest;

  @Override
  public void init(RaftStorage of) throws IOException {
    RaftStorageDirectory directory = of.getStorageDir();
    storage = directory;
    Path folder = directory.getStateMachineDir().toPath();
    Durably.deleteTree(receiving()); // what a crash cut short; it is sent again
    List<Path> aside = aside(folder);
    if (!Files.isDirectory(folder) && !aside.isEmpty()) {
      RatisLog.log.warn("took back the snapshots in {}", aside.getLast());
      Durably.move(aside.getLast(), folder);
    }
    Files.createDirectories(folder);
  }

  /**
   * Ratis puts the old folder aside before it moves a received one to its place. A crash between
   * the two leaves none, and the old one is still good; a crash right after leaves both.
   */
  private static List<Path> aside(Path folder) throws IOException {
    try (Stream<Path> siblings = Files.list(folder.resolveSibling(""))) {
      return siblings
          .filter(path -> path.getFileName().toString().startsWith(folder.getFileName() + "."))
          .sorted()
          .toList();
    }
  }

  @Override
  public void format() {
    // A new folder needs nothing.
  }

  private RaftStorageDirectory directory() {
    RaftStorageDirectory known = storage;
    if (known == null) {
      throw new IllegalStateException("the storage is not there yet");
    }
    return known;
  }

  Path folder() {
    return directory().getStateMachineDir().toPath();
  }

  /** Where Ratis puts what it receives. */
  Path receiving() {
    return directory().getTmpDir().toPath();
  }

  static String name(TermIndex at) {
    return "snapshot." + at.getTerm() + "_" + at.getIndex();
  }

  /**
   * Finds the newest snapshot whose bytes are as they were written. A damaged one is put aside.
   *
   * @return null if there is none
   * @throws LogException.Damaged if there is none, and the log begins later than at its beginning
   */
  @Nullable SingleFileSnapshotInfo findNewest() throws IOException {
    SingleFileSnapshotInfo found = null;
    for (Stored stored : list().reversed()) {
      MD5Hash digest = MD5FileUtil.readStoredMd5ForFile(stored.file().toFile());
      if (digest == null) {
        continue;
      }
      if (digest.equals(MD5FileUtil.computeMd5ForFile(stored.file().toFile()))) {
        found = info(stored.file(), stored.at(), digest);
        break;
      }
      Path aside = stored.file().resolveSibling(stored.file().getFileName() + DAMAGED);
      RatisLog.log.warn("snapshot {} is damaged; put aside as {}", stored.file(), aside);
      Durably.move(stored.file(), aside);
    }
    requireNoGap(found == null ? -1 : found.getIndex());
    latest = found;
    return found;
  }

  private void requireNoGap(long snapshotIndex) throws IOException {
    long first = firstLogIndex();
    if (first > snapshotIndex + 1) {
      throw new LogException.Damaged(
          folder().toString(),
          0,
          "the log begins at index " + first + " and no good snapshot reaches that far",
          "Restore a backup; in a cluster, remove this node, empty its folder, and add it again.");
    }
  }

  /** The first index of the oldest file of the log, 0 if there is none. */
  private long firstLogIndex() throws IOException {
    long first = Long.MAX_VALUE;
    try (Stream<Path> files = Files.list(directory().getCurrentDir().toPath())) {
      for (Path file : files.toList()) {
        Matcher name = SEGMENT.matcher(file.getFileName().toString());
        if (name.matches()) {
          first = Math.min(first, Long.parseLong(name.group(1)));
        }
      }
    }
    return first == Long.MAX_VALUE ? 0 : first;
  }

  /** Removes what Ratis put aside before a crash. Only at a start: later it may be at it. */
  void forgetAside() throws IOException {
    if (latest != null) {
      for (Path old : aside(folder())) {
        Durably.deleteTree(old);
      }
    }
  }

  static SingleFileSnapshotInfo info(Path file, TermIndex at, MD5Hash digest) {
    return new SingleFileSnapshotInfo(new FileInfo(file, digest), at);
  }

  private List<Stored> list() throws IOException {
    List<Stored> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.toList()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          found.add(
              new Stored(
                  file,
                  TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)))));
        }
      }
    }
    found.sort(Comparator.comparingLong(stored -> stored.at().getIndex()));
    return found;
  }

  /** The snapshot that Ratis may rely on. */
  @Override
  public @Nullable SingleFileSnapshotInfo getLatestSnapshot() {
    return latest;
  }

  /** Lets Ratis rely on a snapshot that is written. */
  void publish(SingleFileSnapshotInfo written) {
    latest = written;
  }

  /**
   * Up to where the log may go: not up to the newest snapshot but up to the one before it, so that
   * a newest one that turns out damaged loses nothing.
   *
   * @return -1 if all of it has to stay
   */
  long notNeededUpTo() throws IOException {
    List<Stored> stored = whole();
    return stored.size() < RatisSettings.SNAPSHOTS_KEPT
        ? -1
        : stored.get(stored.size() - RatisSettings.SNAPSHOTS_KEPT).at().getIndex();
  }

  private List<Stored> whole() throws IOException {
    return list().stream()
        .filter(stored -> MD5FileUtil.getDigestFileForFile(stored.file().toFile()).exists())
        .toList();
  }

  @Override
  public void cleanupOldSnapshots(@Nullable SnapshotRetentionPolicy policy) throws IOException {
    List<Stored> whole = whole();
    if (whole.isEmpty()) {
      return;
    }
    Stored oldest = whole.get(Math.max(0, whole.size() - RatisSettings.SNAPSHOTS_KEPT));
    for (Stored stored : list()) {
      // With them goes what has no checksum, and never will.
      if (stored.at().getIndex() < oldest.at().getIndex()) {
        Files.deleteIfExists(MD5FileUtil.getDigestFileForFile(stored.file().toFile()).toPath());
        Files.deleteIfExists(stored.file());
      }
    }
  }
}
