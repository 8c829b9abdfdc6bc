package io.sojourn.campaign;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * {@code campaign/run [storm] [--minutes N] [--commands N] [--seed S]}: runs a campaign or a storm
 * of duplicates and writes a report. Ends with an exception if something is wrong.
 */
public final class Main {

  private static final String USAGE =
      "campaign/run [--minutes N] [--seed S]\n       campaign/run storm [--commands N] [--seed S]";
  private static final int STORM_COMMANDS = 100_000;
  private static final int MINUTES_MAX = 60 * 24 * 30;
  private static final int COMMANDS_MAX = 10_000_000;

  private final Path folder;
  private final List<String> report = new ArrayList<>();
  private boolean storm;
  private long seed = 1;
  private long minutes = 2;
  private int commands = STORM_COMMANDS;

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
        case "storm" -> storm = true;
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
    Path own = Files.createDirectories(folder.resolve((storm ? "storm-" : "campaign-") + stamp));
    Journal journal = new Journal(System.out);
    report.add("# " + (storm ? "Storm of duplicates" : "Campaign") + ", seed " + seed);
    report.add("");
    try {
      Findings findings =
          storm
              ? new Storm(seed, commands, journal).run(own)
              : new Campaign(seed, journal).run(own, Duration.ofMinutes(minutes));
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
