package io.sojourn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StyleTest {

  private static final int FILE_LINES = 400;
  private static final int KERNEL_FILE_LINES = 300;
  private static final int METHOD_LINES = 60;

  private static final int PACKAGE_TEXT_MIN = 3;
  private static final int PACKAGE_TEXT_MAX = 12;

  private static final Pattern VAGUE = Pattern.compile("(Manager|Helper|Utils?|Impl)$");
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern SLEEPS =
      Pattern.compile("\\b(Thread|TimeUnit\\.[A-Z]+)\\.sle" + "ep\\(");
  private static final Pattern SKIPPED = Pattern.compile("@Dis" + "abled\\b");
  private static final Pattern MOCKED = Pattern.compile("^import .*\\.mock" + "ito\\.");

  private static final List<Source> SOURCES = Source.all();

  @Test
  void everyModuleIsLookedAt() {
    assertThat(SOURCES.stream().map(source -> source.module()).distinct())
        .contains(
            "core", "wire", "engine", "kv", "client", "check", "relay", "server", "cli", "house");
  }

  @Test
  void noFileIsTooLongToBeReadAtOnce() {
    List<String> tooLong = new ArrayList<>();
    for (Source source : SOURCES) {
      boolean kernel = source.path().startsWith("core/src/main/");
      int max = kernel ? KERNEL_FILE_LINES : FILE_LINES;
      int lines = source.lines().size();
      if (lines > max) {
        tooLong.add(source.path() + " has " + lines + " lines");
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void noMethodIsLongerThanAScreen() {
    assertThat(SOURCES.stream().flatMap(s -> s.blocksLongerThan(METHOD_LINES).stream())).isEmpty();
  }

  @Test
  void aMethodThatIsTooLongIsFoundAndALongTypeIsNot() {
    List<String> lines =
        new ArrayList<>(List.of("final class Long {", "", "  void run(", "      int a) {"));
    lines.addAll(Collections.nCopies(METHOD_LINES - 3, "    call();"));
    lines.addAll(List.of("  }", "}"));
    assertThat(new Source("Long.java", lines).blocksLongerThan(METHOD_LINES)).isEmpty();
    lines.add(4, "    if (one) {");
    lines.add(5, "    }");
    assertThat(new Source("Long.java", lines).blocksLongerThan(METHOD_LINES))
        .containsExactly("Long.java:3: a block of 62 lines");
  }

  @Test
  void noTypeHasANameThatSaysNothing() {
    assertThat(SOURCES.stream().map(Source::typeName)).noneMatch(n -> VAGUE.matcher(n).find());
    assertThat(VAGUE.matcher("SessionMana" + "ger").find()).isTrue();
    assertThat(VAGUE.matcher("Implied").find()).isFalse();
  }

  @Test
  void nothingIsLeftUnfinished() {
    assertThat(found(UNFINISHED, SOURCES.stream())).isEmpty();
    assertThat(UNFINISHED.matcher("// TO" + "DO: later").find()).isTrue();
  }

  @Test
  void noTestSleepsOrIsSkippedOrMocks() {
    assertThat(found(SLEEPS, tests())).isEmpty();
    assertThat(found(SKIPPED, tests())).isEmpty();
    assertThat(found(MOCKED, tests())).isEmpty();
    assertThat(SLEEPS.matcher("Thread.sle" + "ep(5);").find()).isTrue();
    assertThat(SKIPPED.matcher("  @Dis" + "abled(\"flaky\")").find()).isTrue();
    assertThat(MOCKED.matcher("import org.mock" + "ito.Mock;").find()).isTrue();
  }

  @Test
  void everyPackageSaysInAFewLinesWhatItIs() {
    List<String> wrong = new ArrayList<>();
    for (Source source : SOURCES) {
      if (source.isPackageInfo() && !source.isTest()) {
        long lines = source.lines().stream().takeWhile(line -> !line.startsWith("@")).count();
        if (lines < PACKAGE_TEXT_MIN || lines > PACKAGE_TEXT_MAX) {
          wrong.add(source.path() + " says it in " + lines + " lines");
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(SOURCES).anyMatch(source -> source.isPackageInfo() && !source.isTest());
  }

  private static Stream<Source> tests() {
    return SOURCES.stream().filter(Source::isTest);
  }

  private static List<String> found(Pattern pattern, Stream<Source> sources) {
    return sources.flatMap(source -> source.find(pattern).stream()).toList();
  }
}
