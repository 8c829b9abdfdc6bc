package io.sojourn.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** What the numbers depend on besides the programs: cores, memory, JDK, disk. */
final class Surroundings {

  private static final int BLOCK = 4096;
  private static final long SYNC_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private Surroundings() {}

  /** One line about this machine; measures how often its disk syncs in a second. */
  static String describe(Path scratch) throws IOException {
    return Runtime.getRuntime().availableProcessors()
        + " cores, "
        + memory()
        + " of memory, JDK "
        + Runtime.version()
        + ", "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + ", disk: "
        + Figures.text(syncsPerSecond(scratch))
        + " writes of 4 KiB with fdatasync per second";
  }

  private static String memory() throws IOException {
    Path info = Path.of("/proc/meminfo");
    if (!Files.exists(info)) {
      return "unknown size";
    }
    String total = Files.readAllLines(info).getFirst().replaceAll("\\D", "");
    return Figures.text((double) (Long.parseLong(total) >> 20)) + " GiB";
  }

  private static double syncsPerSecond(Path scratch) throws IOException {
    Path file = scratch.resolve("sync");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1 << 20));
      channel.force(true);
      long began = System.nanoTime();
      long syncs = 0;
      while (System.nanoTime() - began < SYNC_NANOS) {
        channel.write(ByteBuffer.allocate(BLOCK), syncs % (1 << 8) * BLOCK);
        channel.force(false);
        syncs++;
      }
      return syncs * 1e9 / (System.nanoTime() - began);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
