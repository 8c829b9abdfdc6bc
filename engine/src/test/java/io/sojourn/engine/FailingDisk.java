package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A real disk whose next write or sync of files with a certain name fails when told to. */
final class FailingDisk implements Disk {

  private final Disk disk;
  private final AtomicBoolean failWrite = new AtomicBoolean();
  private final AtomicBoolean failSync = new AtomicBoolean();
  private final AtomicBoolean failCreate = new AtomicBoolean();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile Predicate<String> names = name -> true;

  FailingDisk(Disk disk) {
    this.disk = disk;
  }

  void failNextWrite(Predicate<String> names) {
    this.names = names;
    failWrite.set(true);
  }

  void failNextSync(Predicate<String> names) {
    this.names = names;
    failSync.set(true);
  }

  void failNextCreate(String name) {
    this.names = name::equals;
    failCreate.set(true);
  }

  /** How many failures have been injected. */
  int failures() {
    return failures.get();
  }

  private void pass(AtomicBoolean fail, String name) throws IOException {
    if (names.test(name) && fail.compareAndSet(true, false)) {
      failures.incrementAndGet();
      throw new IOException("injected failure on " + name);
    }
  }

  @Override
  public void lock() throws IOException {
    disk.lock();
  }

  @Override
  public void unlock() {
    disk.unlock();
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public DiskFile create(String name) throws IOException {
    pass(failCreate, name);
    return new Failing(name, disk.create(name));
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new Failing(name, disk.open(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
  }

  @Override
  public void syncFolder() throws IOException {
    disk.syncFolder();
  }

  @Override
  public String path(String name) {
    return disk.path(name);
  }

  private final class Failing implements DiskFile {
    private final String name;
    private final DiskFile file;

    Failing(String name, DiskFile file) {
      this.name = name;
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void write(long offset, ByteBuffer bytes) throws IOException {
      pass(failWrite, name);
      file.write(offset, bytes);
    }

    @Override
    public void read(long offset, ByteBuffer bytes) throws IOException {
      file.read(offset, bytes);
    }

    @Override
    public void sync() throws IOException {
      pass(failSync, name);
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
