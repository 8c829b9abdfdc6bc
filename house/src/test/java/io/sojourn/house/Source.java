package io.sojourn.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One Java source file.
 *
 * @param path from the root of the project, with slashes
 * @param lines its lines
 */
record Source(String path, List<String> lines) {

  /** The root of the project. */
  static final Path ROOT =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize().resolveSibling("");

  private static final Pattern TYPE =
      Pattern.compile("(^|\\s)(class|interface|@interface|enum|record)\\s+[A-Z]");

  /** Every Java file under a module's src folder. */
  static List<Source> all() {
    try (Stream<Path> files = Files.walk(ROOT, 12)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> ROOT.relativize(file).toString().replace('\\', '/'))
          .filter(path -> path.matches("[a-z]+/src/.*"))
          .map(path -> new Source(path, read(ROOT.resolve(path))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String module() {
    return path.substring(0, path.indexOf('/'));
  }

  boolean isTest() {
    return path.contains("/src/test/");
  }

  boolean isPackageInfo() {
    return path.endsWith("/package-info.java");
  }

  /** The name of the file without its ending. */
  String typeName() {
    return path.substring(path.lastIndexOf('/') + 1, path.length() - ".java".length());
  }

  /** The lines in which the pattern is found, with their numbers. */
  List<String> find(Pattern pattern) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (pattern.matcher(lines.get(i)).find()) {
        found.add(path + ":" + (i + 1) + ": " + lines.get(i).strip());
      }
    }
    return found;
  }

  private record Block(int indent, int firstLine, boolean isType) {}

  /**
   * The methods, and other blocks that are no types, of more lines than that. Relies on the format
   * of the house: what a line opens, a line of the same indent closes.
   */
  List<String> blocksLongerThan(int max) {
    List<String> found = new ArrayList<>();
    ArrayDeque<Block> open = new ArrayDeque<>();
    int head = 0;
    boolean inText = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean quotes = line.contains("\"\"\"");
      if (inText || quotes) {
        inText ^= quotes && line.indexOf("\"\"\"") == line.lastIndexOf("\"\"\"");
        continue;
      }
      int indent = line.length() - line.stripLeading().length();
      if (line.startsWith("}", indent)) {
        while (!open.isEmpty() && open.peek().indent() >= indent) {
          Block block = open.pop();
          int length = i - block.firstLine() + 1;
          if (!block.isType() && length > max) {
            found.add(path + ":" + (block.firstLine() + 1) + ": a block of " + length + " lines");
          }
        }
      }
      boolean opens = line.endsWith("{") && !line.startsWith("*", indent);
      if (opens) {
        String statement = String.join(" ", lines.subList(head, i + 1));
        int from = lines.get(head).length() - lines.get(head).stripLeading().length();
        open.push(new Block(from, head, TYPE.matcher(statement).find()));
      }
      if (opens || endsStatement(line)) {
        head = i + 1;
      }
    }
    return found;
  }

  private static boolean endsStatement(String line) {
    String text = line.strip();
    return text.isEmpty()
        || text.endsWith(";")
        || text.endsWith("}")
        || text.startsWith("*")
        || text.startsWith("/")
        || text.startsWith("@");
  }
}
