package io.sojourn.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class FileLogContractTest extends ReplicatedLogContract {

  @TempDir private Path folder = Path.of("");

  @Override
  protected Subject subject() {
    return new Subject() {
      private FailingDisk disk = new FailingDisk(new FolderDisk(folder));

      @Override
      public ReplicatedLog open() {
        disk = new FailingDisk(new FolderDisk(folder));
        FileLogOptions small = FileLogOptions.defaults().withSegmentBytes(8192, 16384);
        return new FileLog(disk, small, new BackgroundThread(), new FixedSalts());
      }

      @Override
      public void failNextAppend() {
        disk.failNextSync(name -> true);
      }

      @Override
      public void damageNewestSnapshot() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
          Path newest =
              files.filter(file -> file.toString().endsWith(".snap")).sorted().toList().getLast();
          byte[] bytes = Files.readAllBytes(newest);
          bytes[bytes.length / 2] ^= 4;
          Files.write(newest, bytes);
        }
      }
    };
  }
}
