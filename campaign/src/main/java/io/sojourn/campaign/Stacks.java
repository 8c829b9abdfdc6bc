package io.sojourn.campaign;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What every thread of a process is doing, virtual ones too: written to a file, and told in short,
 * for a run that came to nothing.
 */
final class Stacks {

  private static final int FRAMES_SHOWN = 5;
  private static final long PATIENCE_SECONDS = 20;

  private Stacks() {}

  /** Those of this process. */
  static String ofThisProgram(Path file) {
    try {
      Files.deleteIfExists(file);
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
      return inShort(file);
    } catch (IOException e) {
      return "(no stacks: " + e + ")";
    }
  }

  /** Those of another virtual machine of this user. */
  static String of(long process, Path file) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Files.deleteIfExists(file);
      Process asking =
          new ProcessBuilder(
                  jcmd.toString(),
                  Long.toString(process),
                  "Thread.dump_to_file",
                  "-format=plain",
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!asking.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        asking.destroyForcibly();
        return "(no stacks: it does not answer)";
      }
      return inShort(file);
    } catch (IOException e) {
      return "(no stacks: " + e + ")";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "(no stacks: interrupted)";
    }
  }

  /** Stacks that begin alike are one, with how many threads have it. */
  private static String inShort(Path file) throws IOException {
    Map<String, Integer> alike = new TreeMap<>();
    StringBuilder stack = new StringBuilder();
    int frames = 0;
    for (String line : Files.readAllLines(file)) {
      String text = line.strip();
      if (text.startsWith("at ") && frames < FRAMES_SHOWN) {
        stack.append(frames++ == 0 ? "" : " < ").append(text.substring(3).replaceAll("^.*/", ""));
      } else if (text.isEmpty() && frames > 0) {
        alike.merge(stack.toString(), 1, Integer::sum);
        stack.setLength(0);
        frames = 0;
      }
    }
    StringBuilder told = new StringBuilder("stacks, in full in ").append(file);
    alike.forEach((top, threads) -> told.append("\n  ").append(threads).append(" x ").append(top));
    return told.toString();
  }
}
