package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder of the file system, locked by a file named LOCK that names its process. */
final class FolderDisk implements Disk {

  private static final Logger log = LoggerFactory.getLogger(FolderDisk.class);
  private static final String LOCK = "LOCK";
  private static final int HOLDER_BYTES_MAX = 64;

  private final Path folder;
  private @Nullable FileChannel lockFile;

  FolderDisk(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public void lock() throws IOException {
    createFolder();
    FileChannel channel =
        FileChannel.open(
            folder.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      FileLock taken = channel.tryLock();
      if (taken == null) {
        throw new LogException.InUse(folder.toString(), holder(channel));
      }
      nameHolder(channel);
      lockFile = channel;
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new LogException.InUse(
          folder.toString(), "this process, " + ProcessHandle.current().pid());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void createFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, ownerOnly());
      Path parent = folder.getParent();
      if (parent != null) {
        sync(parent);
      }
    }
  }

  /** Ours alone, whatever the folder around it allows: attributes may be confidential. */
  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(HOLDER_BYTES_MAX);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    return pid.isEmpty() ? "another process" : "process " + pid;
  }

  /** The name only helps people: on a full disk the lock is taken without it. */
  private static void nameHolder(FileChannel channel) {
    byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid), 0);
    } catch (IOException e) {
      log.warn("could not write the process id into the lock file", e);
    }
  }

  @Override
  public void unlock() {
    try {
      if (lockFile != null) {
        lockFile.close();
      }
    } catch (IOException e) {
      log.warn("could not close the lock file", e);
    }
    lockFile = null;
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public DiskFile create(String name) throws IOException {
    return new ChannelFile(
        FileChannel.open(
            folder.resolve(name),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new ChannelFile(
        FileChannel.open(folder.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        folder.resolve(from),
        folder.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public void syncFolder() throws IOException {
    sync(folder);
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public String path(String name) {
    return folder.resolve(name).toString();
  }

  private record ChannelFile(FileChannel channel) implements DiskFile {

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void write(long offset, ByteBuffer bytes) throws IOException {
      long at = offset;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }

    @Override
    public void read(long offset, ByteBuffer bytes) throws IOException {
      long at = offset;
      while (bytes.hasRemaining()) {
        int count = channel.read(bytes, at);
        if (count < 0) {
          return;
        }
        at += count;
      }
    }

    /** fdatasync: it syncs the size too when the file grew, which is all the metadata needed. */
    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
