package io.sojourn.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the table in {@code docs/life-cycle.md} against the code, both ways. */
class LifecycleDocumentTest {

  private static final Path DOCUMENT =
      Path.of(System.getProperty("basedir", ".")).resolve("../docs/life-cycle.md");

  @Test
  void theDocumentSaysWhatTheCodeDoes() throws IOException {
    List<List<String>> rows = table();
    List<String> heads = rows.get(0);
    Set<String> written = new TreeSet<>();
    for (List<String> row : rows.subList(1, rows.size())) {
      SessionState from = SessionState.parse(row.get(0));
      assertThat(row).hasSameSizeAs(heads);
      for (int i = 1; i < heads.size(); i++) {
        SessionState to = SessionState.parse(heads.get(i));
        if (!row.get(i).isEmpty()) {
          written.add(from.label() + " -> " + to.label() + ": " + row.get(i));
        }
      }
    }
    assertThat(written).isEqualTo(coded());
  }

  @Test
  void theDocumentShowsEveryStateOnBothSides() throws IOException {
    List<List<String>> rows = table();
    List<String> labels = Arrays.stream(SessionState.values()).map(SessionState::label).toList();
    assertThat(rows.get(0).subList(1, rows.get(0).size())).containsExactlyElementsOf(labels);
    assertThat(rows.subList(1, rows.size()).stream().map(row -> row.get(0)))
        .containsExactlyElementsOf(labels);
  }

  private static Set<String> coded() {
    Set<String> edges = new TreeSet<>();
    for (SessionState from : SessionState.values()) {
      for (StateChange change : StateChange.values()) {
        switch (Lifecycle.next(from, change)) {
          case Transition.Moves moves ->
              edges.add(from.label() + " -> " + moves.to().label() + ": " + change.verb());
          case Transition.Stays stays ->
              edges.add(from.label() + " -> " + from.label() + ": " + change.verb());
          case Transition.Illegal illegal -> {}
        }
      }
    }
    return edges;
  }

  /** The cells of the document's first table, without the line under the head. */
  private static List<List<String>> table() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("|") && !line.startsWith("|-")) {
        rows.add(
            Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList());
      } else if (!rows.isEmpty() && !line.startsWith("|")) {
        break;
      }
    }
    return rows;
  }
}
