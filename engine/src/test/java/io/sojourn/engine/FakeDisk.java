package io.sojourn.engine;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/*
 * The model. A file has two contents: what programs see (the cache) and what is on the platter. A write
 * goes to the cache; a sync carries the sectors written since the last one to the platter. A power cut
 * leaves, for each sector that differs, the old or the new bytes, or new bytes with flipped bits; bits
 * flip only where old and new differ, since a disk that damages what it is not writing is a matter of
 * backups. Names work alike: creations, renames and deletions are on the platter after a sync of the
 * folder, and a power cut keeps or loses each of those still pending. A sync that fails marks the
 * sectors clean without writing them, as Linux does.
 */
/** A disk in memory that can lose power at any operation and forgets what was not synced. */
final class FakeDisk implements Disk {

  /** What a power cut does to what was not synced. */
  enum Tear {
    /** All of it is gone. */
    LOST,
    /** All of it is there. */
    KEPT,
    /** Each sector and each name is old or new, by seed. */
    TORN,
    /** As torn, and some of the new bytes have a flipped bit. */
    FLIPPED
  }

  private static final int SECTOR = 512;

  private static final class Content {
    byte[] platter = new byte[0];
    byte[] cache = new byte[0];
    final BitSet dirty = new BitSet();
  }

  /** A change of names that is not on the platter yet; removal of an empty name does nothing. */
  private record Naming(String removed, String added, Content content) {
    void apply(Map<String, Content> names) {
      names.remove(removed);
      if (!added.isEmpty()) {
        names.put(added, content);
      }
    }
  }

  private final Map<String, Content> names = new TreeMap<>();
  private final Map<String, Content> platterNames = new TreeMap<>();
  private final List<Naming> pending = new ArrayList<>();
  private long operations;
  private long cutAt = Long.MAX_VALUE;
  private long failSyncAt = Long.MAX_VALUE;
  private long syncs;
  private boolean lying;
  private boolean locked;

  /** Power goes at the n-th operation from the start: it and all later ones throw. */
  FakeDisk cutAt(long operation) {
    cutAt = operation;
    return this;
  }

  /** The n-th sync of a file fails, and what it should have written never reaches the platter. */
  FakeDisk failSyncAt(long sync) {
    failSyncAt = sync;
    return this;
  }

  /** Syncs do nothing, and say that they did. */
  FakeDisk lying() {
    lying = true;
    return this;
  }

  /** How many operations there have been that a power cut may interrupt. */
  long operations() {
    return operations;
  }

  private void powered() throws IOException {
    operations++;
    if (operations >= cutAt) {
      throw new IOException("power cut at operation " + cutAt);
    }
  }

  /** What the next boot finds. */
  FakeDisk afterPowerCut(Tear tear, long seed) {
    Random random = new Random(seed);
    Map<String, Content> survivors = new TreeMap<>(platterNames);
    for (Naming naming : pending) {
      if (tear == Tear.KEPT || (tear != Tear.LOST && random.nextBoolean())) {
        naming.apply(survivors);
      }
    }
    FakeDisk next = new FakeDisk();
    survivors.forEach((name, content) -> next.put(name, survivor(content, tear, random)));
    return next;
  }

  private static byte[] survivor(Content content, Tear tear, Random random) {
    byte[] old = content.platter;
    byte[] now = content.cache;
    boolean grown = tear == Tear.KEPT || (tear != Tear.LOST && random.nextBoolean());
    byte[] result = Arrays.copyOf(old, grown ? now.length : old.length);
    for (int start = 0; start < result.length; start += SECTOR) {
      boolean kept = tear == Tear.KEPT || (tear != Tear.LOST && random.nextBoolean());
      for (int i = start; kept && i < Math.min(start + SECTOR, result.length); i++) {
        byte before = result[i];
        byte after = i < now.length ? now[i] : 0;
        boolean flip = tear == Tear.FLIPPED && before != after && random.nextInt(16) == 0;
        result[i] = (byte) (flip ? after ^ 1 << random.nextInt(8) : after);
      }
    }
    return result;
  }

  /** What the next process finds when this one is killed: the cache, with what is dirty in it. */
  FakeDisk afterKill() {
    IdentityHashMap<Content, Content> copies = new IdentityHashMap<>();
    FakeDisk next = new FakeDisk();
    names.forEach((name, content) -> next.names.put(name, copy(content, copies)));
    platterNames.forEach((name, content) -> next.platterNames.put(name, copy(content, copies)));
    for (Naming naming : pending) {
      Content content = copy(naming.content(), copies);
      next.pending.add(new Naming(naming.removed(), naming.added(), content));
    }
    return next;
  }

  private static Content copy(Content content, IdentityHashMap<Content, Content> copies) {
    return copies.computeIfAbsent(
        content,
        original -> {
          Content copy = new Content();
          copy.platter = original.platter.clone();
          copy.cache = original.cache.clone();
          copy.dirty.or(original.dirty);
          return copy;
        });
  }

  /** A copy whose contents are all on the platter. */
  FakeDisk copy() {
    FakeDisk next = new FakeDisk();
    names.forEach((name, content) -> next.put(name, content.cache.clone()));
    return next;
  }

  /** The content of a file, to be looked at. */
  byte[] bytes(String name) throws IOException {
    return content(name).cache.clone();
  }

  /** Puts a file on the platter. */
  void put(String name, byte[] bytes) {
    Content content = new Content();
    content.platter = bytes;
    content.cache = bytes.clone();
    names.put(name, content);
    platterNames.put(name, content);
  }

  /** Removes a file behind the back of the log. */
  void remove(String name) {
    names.remove(name);
    platterNames.remove(name);
  }

  @Override
  public void lock() throws IOException {
    if (locked) {
      throw new LogException.InUse("fake", "somebody");
    }
    locked = true;
  }

  @Override
  public void unlock() {
    locked = false;
  }

  @Override
  public List<String> list() {
    return List.copyOf(names.keySet());
  }

  @Override
  public DiskFile create(String name) throws IOException {
    powered();
    Content content = new Content();
    pending.add(new Naming("", name, content));
    names.put(name, content);
    return new Open(content);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new Open(content(name));
  }

  private Content content(String name) throws IOException {
    Content content = names.get(name);
    if (content == null) {
      throw new FileNotFoundException(name);
    }
    return content;
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Naming naming = new Naming(from, to, content(from));
    pending.add(naming);
    naming.apply(names);
    powered();
  }

  @Override
  public void delete(String name) throws IOException {
    if (names.containsKey(name)) {
      Naming naming = new Naming(name, "", content(name));
      pending.add(naming);
      naming.apply(names);
      powered();
    }
  }

  @Override
  public void syncFolder() throws IOException {
    powered();
    if (!lying) {
      pending.forEach(naming -> naming.apply(platterNames));
      pending.clear();
    }
  }

  @Override
  public String path(String name) {
    return "fake/" + name;
  }

  private final class Open implements DiskFile {
    private final Content content;

    Open(Content content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.cache.length;
    }

    @Override
    public void write(long offset, ByteBuffer bytes) throws IOException {
      int start = (int) offset;
      int end = start + bytes.remaining();
      if (end > content.cache.length) {
        content.cache = Arrays.copyOf(content.cache, end);
      }
      bytes.get(content.cache, start, end - start);
      content.dirty.set(start / SECTOR, (end + SECTOR - 1) / SECTOR);
      powered();
    }

    @Override
    public void read(long offset, ByteBuffer bytes) {
      int count = (int) Math.min(bytes.remaining(), content.cache.length - offset);
      if (count > 0) {
        bytes.put(content.cache, (int) offset, count);
      }
    }

    @Override
    public void sync() throws IOException {
      powered();
      syncs++;
      if (lying) {
        return;
      }
      content.platter = Arrays.copyOf(content.platter, content.cache.length);
      if (syncs == failSyncAt) {
        content.dirty.clear();
        throw new IOException("injected failure of sync " + syncs);
      }
      for (int i = content.dirty.nextSetBit(0); i >= 0; i = content.dirty.nextSetBit(i + 1)) {
        int start = i * SECTOR;
        int length = Math.min(SECTOR, content.cache.length - start);
        System.arraycopy(content.cache, start, content.platter, start, length);
      }
      content.dirty.clear();
    }

    @Override
    public void close() {}
  }
}
