package io.sojourn.cluster;

import io.sojourn.engine.ReplicatedLog;
import io.sojourn.engine.ReplicatedLogContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of one node keeps the promises of every log. */
class RatisLogContractTest extends ReplicatedLogContract {

  private static final Pattern OPEN_SEGMENT = Pattern.compile("log_inprogress_(\\d+)");

  @TempDir private Path folder = Path.of("");

  @Override
  protected Subject subject() {
    List<NodeAddress> alone = FreeNodes.of(1);
    // Each entry begins a new file of the log, so that the next one can be made to fail.
    RatisLogOptions options = RatisLogOptions.defaults().withSegmentBytes(1);
    return new Subject() {
      private @Nullable Path broken;

      @Override
      public ReplicatedLog open() throws IOException {
        if (broken != null) {
          Files.delete(broken);
          broken = null;
        }
        return RatisLog.of(folder, alone.getFirst(), alone, options);
      }

      // Puts a link that leads nowhere in the place of the file that the next entry needs.
      @Override
      public void failNextAppend() throws IOException {
        Path log = group().resolve("current");
        long open = -1;
        try (Stream<Path> files = Files.list(log)) {
          for (Path file : files.toList()) {
            Matcher name = OPEN_SEGMENT.matcher(file.getFileName().toString());
            open = name.matches() ? Math.max(open, Long.parseLong(name.group(1))) : open;
          }
        }
        broken = log.resolve("log_inprogress_" + (open + 1));
        Files.createSymbolicLink(broken, Path.of("/nowhere/at/all"));
      }

      @Override
      public void damageNewestSnapshot() throws IOException {
        try (Stream<Path> files = Files.list(group().resolve("sm"))) {
          Path newest =
              files
                  .filter(file -> file.getFileName().toString().matches("snapshot\\.\\d+_\\d+"))
                  .max((a, b) -> Long.compare(index(a), index(b)))
                  .orElseThrow();
          byte[] bytes = Files.readAllBytes(newest);
          bytes[bytes.length / 2] ^= 4;
          Files.write(newest, bytes);
        }
      }
    };
  }

  private static long index(Path snapshot) {
    String name = Objects.toString(snapshot.getFileName());
    return Long.parseLong(name.substring(name.indexOf('_') + 1));
  }

  private Path group() throws IOException {
    try (Stream<Path> groups = Files.list(folder.resolve(NodeFolder.RAFT))) {
      return groups.findFirst().orElseThrow();
    }
  }
}
