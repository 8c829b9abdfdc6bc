package io.sojourn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentsTest {

  private static final Path ROOT = Source.ROOT;
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)#(\\w+)`");

  @Test
  void everyRelativeLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Path> documents = documents();
    for (Path document : documents) {
      for (String link : links(Files.readString(document))) {
        if (!leadsSomewhere(document, link)) {
          broken.add(ROOT.relativize(document) + " -> " + link);
        }
      }
    }
    assertThat(documents).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/README.md"));
    assertThat(broken).isEmpty();
  }

  @Test
  void aLinkThatLeadsNowhereIsFound() throws IOException {
    Path readme = ROOT.resolve("README.md");
    assertThat(links("[a](b.md) `[c](d.md)` [e](https://example.org) [f](#g)\n```\n[h](i)\n```\n"))
        .containsExactly("b.md", "#g");
    assertThat(leadsSomewhere(readme, "SECURITY.md#reporting")).isTrue();
    assertThat(leadsSomewhere(readme, "SECURITY.md#nonsense")).isFalse();
    assertThat(leadsSomewhere(readme, "docs/nonsense.md")).isFalse();
  }

  @Test
  void everyTestNamedInTheGuaranteesExists() throws IOException {
    List<String> missing = new ArrayList<>();
    int named = 0;
    Matcher test = TEST.matcher(rows(Files.readString(ROOT.resolve("GUARANTEES.md"))));
    for (; test.find(); named++) {
      if (!isTest(test.group(1), test.group(2))) {
        missing.add(test.group());
      }
    }
    assertThat(named).isGreaterThan(30);
    assertThat(missing).isEmpty();
    assertThat(isTest("DocumentsTest", "isTest")).isFalse();
  }

  @Test
  void everyDecisionAndEveryDocumentIsInItsIndex() throws IOException {
    assertThat(listed("docs/decisions/README.md")).containsAll(markdown("docs/decisions"));
    assertThat(listed("docs/README.md"))
        .containsAll(markdown("docs"))
        .containsAll(markdown("docs/guides"));
  }

  private static String rows(String document) {
    return document.lines().filter(line -> line.startsWith("|")).collect(Collectors.joining("\n"));
  }

  /** Whether a test of that name is in the sources. */
  private static boolean isTest(String type, String method) {
    Pattern declared = Pattern.compile("^  (public )?void " + method + "\\(");
    return Source.all().stream()
        .filter(source -> source.isTest() && source.typeName().equals(type))
        .anyMatch(source -> !source.find(declared).isEmpty());
  }

  private static Set<Path> markdown(String folder) throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(".md") && !file.endsWith("README.md"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Set<Path> listed(String index) throws IOException {
    Path file = ROOT.resolve(index);
    return links(Files.readString(file)).stream()
        .map(link -> file.resolveSibling(link).normalize())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Path> documents() throws IOException {
    Set<String> notOurs = Set.of("target", "node_modules", ".git");
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !anyPart(ROOT.relativize(file), notOurs))
          .toList();
    }
  }

  private static boolean anyPart(Path path, Set<String> names) {
    for (Path part : path) {
      if (names.contains(part.toString())) {
        return true;
      }
    }
    return false;
  }

  private static List<String> links(String document) {
    String prose = CODE.matcher(FENCED.matcher(document).replaceAll("")).replaceAll("");
    List<String> links = new ArrayList<>();
    for (Matcher link = LINK.matcher(prose); link.find(); ) {
      if (!ELSEWHERE.matcher(link.group(1)).matches()) {
        links.add(link.group(1));
      }
    }
    return links;
  }

  private static boolean leadsSomewhere(Path from, String link) {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? from : from.resolveSibling(path);
    return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
  }

  /** The anchors of a document's headings, as GitHub makes them. */
  private static Set<String> anchors(Path document) {
    try {
      Set<String> anchors = new TreeSet<>();
      String text = FENCED.matcher(Files.readString(document)).replaceAll("");
      for (Matcher heading = HEADING.matcher(text); heading.find(); ) {
        String words = heading.group(1).toLowerCase(Locale.ROOT);
        anchors.add(words.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'));
      }
      return anchors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
