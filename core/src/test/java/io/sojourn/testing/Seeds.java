package io.sojourn.testing;

import java.lang.StackWalker.StackFrame;
import java.nio.file.Path;

/**
 * Runs a test body for the seeds 1, 2, 3 … and, when one fails, says which, and the one line that
 * runs it again. {@code -Dsojourn.seed=N} runs that seed alone; {@code -Dsojourn.seeds=N} runs so
 * many instead of what the test asks for.
 */
public final class Seeds {

  /** A test that does the same thing whenever it is given the same seed. */
  @FunctionalInterface
  public interface Body {
    /** Runs the test; anything thrown is a failure. */
    void run(long seed) throws Exception;
  }

  private Seeds() {}

  /** Runs a body for so many seeds, or for the ones that the system properties name. */
  public static void run(int count, Body body) {
    Long one = Long.getLong("sojourn.seed");
    if (one != null) {
      each(one, one, body);
    } else {
      each(1, Long.getLong("sojourn.seeds", count), body);
    }
  }

  /** Whether any of so many seeds fails: for a test that proves that another one can. */
  public static boolean anyFails(int count, Body body) {
    for (long seed = 1; seed <= count; seed++) {
      try {
        body.run(seed);
      } catch (Exception | AssertionError expected) {
        return true;
      }
    }
    return false;
  }

  static void each(long first, long last, Body body) {
    for (long seed = first; seed <= last; seed++) {
      try {
        body.run(seed);
      } catch (Exception | Error failure) {
        throw new AssertionError(
            "seed " + seed + " fails: " + failure + System.lineSeparator() + rerun(seed), failure);
      }
    }
  }

  private static String rerun(long seed) {
    String test =
        StackWalker.getInstance()
            .walk(frames -> frames.filter(Seeds::isTest).findFirst())
            .map(frame -> simpleName(frame) + "#" + frame.getMethodName())
            .orElse("*");
    Path module = Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize();
    return "rerun: mvn -q -pl "
        + module.getFileName()
        + " -am test -Dsurefire.failIfNoSpecifiedTests=false"
        + " -Dtest='"
        + test
        + "' -Dsojourn.seed="
        + seed;
  }

  private static boolean isTest(StackFrame frame) {
    return frame.getClassName().endsWith("Test") && !frame.getMethodName().startsWith("lambda$");
  }

  private static String simpleName(StackFrame frame) {
    String name = frame.getClassName();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
