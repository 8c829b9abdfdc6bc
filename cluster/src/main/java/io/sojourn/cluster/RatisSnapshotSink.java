package io.sojourn.cluster;

import io.sojourn.engine.SnapshotSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot in the making as Ratis wants it: a temporary file, which gets its name, and then its
 * checksum beside it.
 */
final class RatisSnapshotSink implements SnapshotSink {

  private static final long SYNC_BYTES = 4 << 20;

  private final Path folder;
  private final TermIndex at;
  private final MessageDigest digest = MD5FileUtil.newMD5();
  private @Nullable FileChannel file;
  private long unsynced;
  private volatile @Nullable SingleFileSnapshotInfo written;

  RatisSnapshotSink(Path folder, TermIndex at) {
    this.folder = folder;
    this.at = at;
  }

  /** The snapshot, once it is finished. Any thread. */
  @Nullable SingleFileSnapshotInfo written() {
    return written;
  }

  private Path temporary() {
    return folder.resolve(SnapshotFolder.TEMPORARY);
  }

  @Override
  public void begin() throws IOException {
    file =
        FileChannel.open(
            temporary(),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
  }

  private FileChannel file() {
    FileChannel open = file;
    if (open == null) {
      throw new IllegalStateException("the snapshot file is not open");
    }
    return open;
  }

  @Override
  public void write(ByteBuffer chunk) throws IOException {
    digest.update(chunk.duplicate());
    unsynced += chunk.remaining();
    while (chunk.hasRemaining()) {
      file().write(chunk);
    }
    if (unsynced >= SYNC_BYTES) {
      file().force(false);
      unsynced = 0;
    }
  }

  @Override
  public void finish() throws IOException {
    file().force(true);
    file().close();
    Path named = folder.resolve(SnapshotFolder.name(at));
    Durably.move(temporary(), named);
    MD5Hash checksum = MD5Hash.newInstance(digest.digest());
    MD5FileUtil.saveMD5File(named.toFile(), checksum);
    Durably.sync(folder);
    written = SnapshotFolder.info(named, at, checksum);
  }

  @Override
  public void discard() {
    try {
      if (file != null) {
        file.close();
      }
      Files.deleteIfExists(temporary());
    } catch (IOException e) {
      RatisLog.log.warn("could not remove {}", temporary(), e);
    }
  }
}
