package io.sojourn.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A file log in a process of its own, for tests that kill it or take its disk away. It prints a
 * line for each append after that is acknowledged; the parent compares them with what it finds.
 */
final class LogProcess {

  /** What the process printed and how it ended. */
  record Outcome(int exit, List<String> lines, String errors) {
    List<String> startingWith(String word) {
      return lines.stream().filter(line -> line.startsWith(word)).toList();
    }
  }

  private static final long DEADLINE_SECONDS = 120;
  private static final int SNAPSHOT_EVERY = 15;
  private static final int BALLAST_BYTES = 512 << 10;
  private static final FileLogOptions SMALL =
      FileLogOptions.defaults().withSegmentBytes(16 << 10, 32 << 10);

  private LogProcess() {}

  static FileLog open(Path folder) {
    return new FileLog(folder, SMALL);
  }

  static String text(int i) {
    return "entry " + i + " " + "x".repeat(i * 37 % 900);
  }

  /** Runs this class in a new JVM, behind a command such as strace, to its end. */
  static Outcome run(List<String> before, String... arguments) throws Exception {
    Path errors = Files.createTempFile("log-process", ".err");
    Process process = start(before, errors, arguments);
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the process did not end; it printed " + output);
    }
    String printed = Files.readString(errors);
    Files.delete(errors);
    return new Outcome(process.exitValue(), output.lines().toList(), printed);
  }

  static Process start(List<String> before, Path errors, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(LogProcess.class.getName());
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command).redirectError(errors.toFile()).start();
  }

  /** Arguments: what to do, the folder, and how many appends. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path folder = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "append" -> append(folder, Integer.parseInt(arguments[2]), out);
      case "hold" -> hold(folder, out);
      case "fill" -> fill(folder, out);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void append(Path folder, int appends, PrintStream out) throws Exception {
    try (FileLog log = open(folder)) {
      log.start(new Journal(), role -> {});
      for (int i = 1; i <= appends; i++) {
        try {
          log.append(Journal.entry(text(i))).toCompletableFuture().get();
        } catch (ExecutionException e) {
          out.println("failed " + e.getCause());
          continue;
        }
        out.println("acknowledged " + i);
        if (i % SNAPSHOT_EVERY == 0) {
          log.requestSnapshot();
        }
        log.housekeep();
      }
    }
  }

  private static void hold(Path folder, PrintStream out) throws IOException {
    try (FileLog log = open(folder)) {
      log.start(new Journal(), role -> {});
      out.println("holding");
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Fills a small file system to the brim, twice, then frees some of it. */
  private static void fill(Path folder, PrintStream out) throws Exception {
    Path ballast = folder.resolve("ballast");
    Files.write(ballast, new byte[BALLAST_BYTES]);
    List<String> acknowledged = new ArrayList<>();
    appendUntilFull(folder, acknowledged, out);
    appendUntilFull(folder, acknowledged, out);
    Files.delete(ballast);
    try (FileLog log = started(folder, acknowledged)) {
      log.append(Journal.entry("room again")).toCompletableFuture().get();
      out.println("recovered " + acknowledged.size());
    }
  }

  private static FileLog started(Path folder, List<String> acknowledged) throws IOException {
    FileLog log = new FileLog(folder, SMALL.withSegmentBytes(64 << 10, 256 << 10));
    Journal machine = new Journal();
    log.start(machine, role -> {});
    if (!machine.texts().equals(acknowledged)) {
      throw new AssertionError(
          acknowledged.size() + " acknowledged, " + machine.texts().size() + " found");
    }
    return log;
  }

  private static void appendUntilFull(Path folder, List<String> acknowledged, PrintStream out)
      throws Exception {
    try (FileLog log = started(folder, acknowledged)) {
      while (true) {
        String text = text(acknowledged.size()).repeat(8);
        try {
          log.append(Journal.entry(text)).toCompletableFuture().get();
        } catch (ExecutionException e) {
          out.println("failed " + e.getCause());
          break;
        }
        acknowledged.add(text);
      }
      try {
        log.append(Journal.entry("one more")).toCompletableFuture().get();
        throw new AssertionError("acknowledged after a failure");
      } catch (ExecutionException e) {
        out.println("then " + e.getCause());
      }
    }
  }
}
