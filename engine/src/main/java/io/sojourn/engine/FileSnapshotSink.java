package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A snapshot of a {@link FileLog} in the making: a temporary file, which gets its name last. */
final class FileSnapshotSink implements SnapshotSink {

  static final String TEMPORARY = "snapshot.tmp";

  private static final long SYNC_BYTES = 4 << 20;

  private final Disk disk;
  private final long index;
  private final CRC32C crc = new CRC32C();
  private @Nullable DiskFile file;
  private long length;
  private long synced;

  FileSnapshotSink(Disk disk, long index) {
    this.disk = disk;
    this.index = index;
  }

  /** The name of the snapshot that ends with that entry. */
  static String name(long index) {
    return SegmentFile.name(index, SnapshotFile.SUFFIX);
  }

  @Override
  public void begin() throws IOException {
    file = disk.create(TEMPORARY);
    file.write(0, SnapshotFile.header(index));
  }

  private DiskFile file() {
    DiskFile open = file;
    if (open == null) {
      throw new IllegalStateException("snapshot file is not open");
    }
    return open;
  }

  @Override
  public void write(ByteBuffer chunk) throws IOException {
    crc.update(chunk.duplicate());
    long offset = FileHeader.BYTES + length;
    length += chunk.remaining();
    file().write(offset, chunk);
    if (length - synced >= SYNC_BYTES) {
      file().sync();
      synced = length;
    }
  }

  @Override
  public void finish() throws IOException {
    file().write(FileHeader.BYTES + length, SnapshotFile.trailer(length, crc));
    file().sync();
    file().close();
    disk.rename(TEMPORARY, name(index));
    disk.syncFolder();
  }

  @Override
  public void discard() {
    try {
      if (file != null) {
        file.close();
      }
      disk.delete(TEMPORARY);
    } catch (IOException e) {
      FileLog.log.warn("could not remove {}", disk.path(TEMPORARY), e);
    }
  }
}
