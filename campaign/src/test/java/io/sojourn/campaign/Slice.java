package io.sojourn.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What the runs that are tests have in common: a folder that is kept if they fail, and a seed. */
final class Slice {

  private Slice() {}

  /** A run. */
  @FunctionalInterface
  interface Run {
    Findings in(Path folder, long seed, Journal journal) throws Exception;
  }

  /** Runs it, with the seed of the property {@code sojourn.seed} if there is one. */
  static Findings run(String test, Run run) throws Exception {
    long seed = Long.getLong("sojourn.seed", 1);
    Path folder =
        Path.of(System.getProperty("basedir", "."), "target", "campaign", test + "-" + seed)
            .toAbsolutePath()
            .normalize();
    delete(folder);
    System.out.println(
        "rerun: mvn -pl campaign -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest="
            + test
            + " -Dsojourn.seed="
            + seed);
    Findings findings = run.in(folder, seed, new Journal(System.out));
    findings.report().forEach(System.out::println);
    if (findings.wrong().isEmpty()) {
      delete(folder);
    }
    return findings;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
