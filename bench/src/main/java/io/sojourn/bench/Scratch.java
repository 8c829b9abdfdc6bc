package io.sojourn.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A temporary folder on the disk of the project, deleted at the end. */
final class Scratch implements AutoCloseable {

  private final Path folder;
  private int next;

  private Scratch(Path folder) {
    this.folder = folder;
  }

  static Scratch under(Path root) throws IOException {
    Path target = Files.createDirectories(root.resolve("bench").resolve("target"));
    return new Scratch(Files.createTempDirectory(target, "scratch"));
  }

  Path folder() {
    return folder;
  }

  /** A new empty folder. */
  Path fresh(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name + "-" + next++));
  }

  static void delete(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path visited, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() throws IOException {
    delete(folder);
  }
}
