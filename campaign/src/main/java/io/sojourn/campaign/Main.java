package io.sojourn.campaign;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * {@code campaign/run [storm|nfs|nfs-fleet] [--minutes N] [--commands N] [--times N] [--seed S]}:
 * runs a campaign, a storm of duplicates or clients of NFS under strikes, and writes a report. Ends
 * with an exception if something is wrong.
 */
public final class Main {

  private static final String USAGE =
      """
      campaign/run [--minutes N] [--seed S]
             campaign/run storm [--commands N] [--seed S]
             campaign/run nfs|nfs-fleet [--times N] [--seed S]\
      """;
  private static final int STORM_COMMANDS = 100_000;
  private static final int MINUTES_MAX = 60 * 24 * 30;
  private static final int COMMANDS_MAX = 10_000_000;
  private static final int TIMES_MAX = 100_000;

  /** What there is to run. */
  private enum Kind {
    CAMPAIGN("Campaign"),
    STORM("Storm of duplicates"),
    NFS("NFS while the server is killed"),
    NFS_FLEET("NFS while the leader changes");

    private final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  private final Path folder;
  private final List<String> report = new ArrayList<>();
  private Kind kind = Kind.CAMPAIGN;
  private long seed = 1;
  private long minutes = 2;
  private int commands = STORM_COMMANDS;
  private int times = 500;

  private Main(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs what it is told to.
   *
   * @param args the folder to write to, and then what {@code campaign/run} was given
   */
  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args);
    Main main = new Main(Path.of(words.getFirst()));
    main.read(words.subList(1, words.size()).iterator());
    main.run();
  }

  private void read(Iterator<String> words) {
    while (words.hasNext()) {
      switch (words.next()) {
        case "storm" -> kind = Kind.STORM;
        case "nfs" -> kind = Kind.NFS;
        case "nfs-fleet" -> kind = Kind.NFS_FLEET;
        case "--times" -> times = (int) number(words, 1, TIMES_MAX);
        case "--seed" -> seed = number(words, Long.MIN_VALUE, Long.MAX_VALUE);
        case "--minutes" -> minutes = number(words, 0, MINUTES_MAX);
        case "--commands" -> commands = (int) number(words, STORM_COMMANDS / 100, COMMANDS_MAX);
        default -> throw new IllegalArgumentException(USAGE);
      }
    }
  }

  private static long number(Iterator<String> words, long least, long most) {
    try {
      long number = Long.parseLong(words.hasNext() ? words.next() : "");
      if (number < least || number > most) {
        throw new IllegalArgumentException("expected " + least + " to " + most + "\n" + USAGE);
      }
      return number;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(USAGE, e);
    }
  }

  private void run() throws Exception {
    String stamp = Instant.now().toString().replaceAll("[:.]", "-");
    Path own =
        Files.createDirectories(folder.resolve(kind.name().toLowerCase(Locale.ROOT) + "-" + stamp));
    Journal journal = new Journal(System.out);
    report.add("# " + kind.title + ", seed " + seed);
    report.add("");
    try {
      Findings findings = run(own, journal);
      report.addAll(findings.report());
      write(own, journal);
      findings.report().forEach(System.out::println);
      if (!findings.wrong().isEmpty()) {
        throw new IllegalStateException(findings.verdict());
      }
    } catch (Exception e) {
      report.add("Failed: " + e);
      write(own, journal);
      throw e;
    }
  }

  private Findings run(Path own, Journal journal) throws Exception {
    return switch (kind) {
      case CAMPAIGN -> new Campaign(seed, journal).run(own, Duration.ofMinutes(minutes));
      case STORM -> new Storm(seed, commands, journal).run(own);
      case NFS -> {
        try (NfsTarget target = NfsServer.launch(own)) {
          yield new NfsRun(seed, journal).run(target, times);
        }
      }
      case NFS_FLEET -> {
        try (NfsTarget target = NfsFleet.launch(own)) {
          yield new NfsRun(seed, journal).run(target, times);
        }
      }
    };
  }

  private void write(Path own, Journal journal) throws Exception {
    List<String> lines = new ArrayList<>(report);
    lines.add("");
    lines.add("```");
    lines.addAll(journal.lines());
    lines.add("```");
    Path file = own.resolve("report.md");
    Files.write(file, lines);
    System.out.println("The report: " + file);
  }
}
